import { expect, it } from "vitest";
import { resolvePlain } from "../src/plain-scalar.ts";

it.each([
  ["yes", true],
  ["On", true],
  ["y", true],
  ["NO", false],
  ["tRUE", "tRUE"],
  ["~", null],
  ["", null],
  ["Null", null],
  ["012345", 5349],
  ["089", 89],
  ["0o17", 15],
  ["-0x1F", -31],
  ["+0b101", 5],
  ["1_000", 1000],
  ["1e3", 1000],
  [".5", 0.5],
  ["5.", 5],
  ["1e400", "1e400"],
  ["12:30", "12:30"],
  ["2024-01-01", "2024-01-01"],
  ["1.2.3", "1.2.3"],
  ["8Gi", "8Gi"],
  ["-", "-"],
  ["--5", "--5"],
])("reads %j as kubectl does", (text, value) => {
  expect(resolvePlain(text)).toBe(value);
});
