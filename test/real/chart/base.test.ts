import { describe, expect, it } from "vitest";
import { readBase, renderBase } from "../../../manifests/render-base.ts";
import { findHelm } from "../tools/helm/helm.ts";

const helm = await findHelm("v4");

describe.runIf(helm)("manifests/base", () => {
  it("is what the chart renders to with its defaults, otherwise run `npm run manifests`", async () => {
    const rendered = helm && (await renderBase(helm));

    expect(Object.fromEntries(readBase())).toEqual(Object.fromEntries(rendered ?? []));
  });
});
