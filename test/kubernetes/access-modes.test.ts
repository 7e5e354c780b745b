import { expect, it } from "vitest";
import { readAccessModes } from "../../src/kubernetes/access-modes.ts";

it.each([
  [{ spec: { accessModes: ["ReadWriteMany", "ReadOnlyMany"] } }, ["ReadWriteMany", "ReadOnlyMany"]],
  [{ spec: { accessModes: ["ReadWriteOnce", 1, null] } }, ["ReadWriteOnce"]],
  [{ spec: { accessModes: "ReadWriteMany" } }, []],
  [{ spec: {} }, []],
  [{}, []],
])("the access modes of %j are %j", (claim, modes) => {
  expect(readAccessModes(claim)).toEqual(modes);
});
