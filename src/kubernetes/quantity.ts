import type { JsonValue } from "./json.ts";

const QUANTITY = /^(\d+(?:\.\d*)?|\.\d+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;
const DECIMAL = ["m", "", "k", "M", "G", "T", "P", "E"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** The amount of a Kubernetes quantity (`500m`, `64Gi`, 2), or `undefined` for a form that is not worth comparing. */
export function amountOf(quantity: JsonValue | undefined): number | undefined {
  const [, digits, suffix = ""] = QUANTITY.exec(String(quantity ?? "")) ?? [];
  if (digits === undefined) return undefined;
  const binary = BINARY.indexOf(suffix);
  return Number(digits) * (binary > 0 ? 1024 ** binary : 1000 ** (DECIMAL.indexOf(suffix) - 1));
}
