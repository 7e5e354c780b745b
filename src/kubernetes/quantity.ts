import type { JsonValue } from "./json.ts";

/**
 * The grammar of Kubernetes quantities (apimachinery's `pkg/api/resource/quantity.go`), in the regular expression
 * syntax that JavaScript, RE2 and JSON Schema share: the configuration, the CustomResourceDefinition and the chart's
 * schema use these same patterns. `ParseQuantity` also accepts some texts without a digit, such as `m` or `.`, as
 * zero; these are refused, as are texts longer than {@link MOST_QUANTITY_LENGTH} and exponents beyond 99.
 */
const NUMBER = String.raw`([0-9]+(\.[0-9]*)?|\.[0-9]+)`;
/** A digit can match in one way only, or the time grows with the square of the length. */
const POSITIVE_NUMBER = String.raw`(0*[1-9][0-9]*(\.[0-9]*)?|0*\.0*[1-9][0-9]*)`;
const SUFFIX = "([KMGTPE]i|[numkMGTPE]|[eE][+-]?0*[0-9]{1,2})?";

/** A non-negative quantity, as required for requests and limits. */
export const QUANTITY_PATTERN = String.raw`^\+?${NUMBER}${SUFFIX}$`;
/** A positive quantity, as required for the size of a claim. */
export const POSITIVE_QUANTITY_PATTERN = String.raw`^\+?${POSITIVE_NUMBER}${SUFFIX}$`;
/**
 * The size of a volume that models fit into: a unit from M on, or seven digits. `10` is ten bytes, and whoever writes it
 * means `10Gi`: the kubelet would evict each pod that writes more.
 */
export const MODEL_VOLUME_PATTERN = String.raw`^\+?(${POSITIVE_NUMBER}([MGTPE]i?|[eE]\+?0*([6-9]|[1-9][0-9]))|0*[1-9][0-9]{6,}(\.[0-9]*)?)$`;
/** In characters. */
export const MOST_QUANTITY_LENGTH = 64;

const SIGNED = new RegExp(`^([+-])?${NUMBER}${SUFFIX}$`);
const SCALES: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const NANO = 9;
/** `ParseQuantity` caps quantities with a binary suffix at 2^63 - 1, here in nano-units. */
const MOST_BINARY = (2n ** 63n - 1n) * 10n ** BigInt(NANO);

/** Parses a quantity to units of 10^-9, rounded away from zero; `undefined` if it is invalid. */
export function parseQuantity(text: string): bigint | undefined {
  if (text.length > MOST_QUANTITY_LENGTH) return undefined;
  const [, sign, digits = "", , suffix = ""] = SIGNED.exec(text) ?? [];
  if (digits === "") return undefined;
  const size = suffix.endsWith("i") ? binarySize(digits, suffix) : decimalSize(digits, suffix);
  return sign === "-" ? -size : size;
}

/** Parses a quantity from a JSON value, which may be a number. */
export function parseAmount(quantity: JsonValue | undefined): bigint | undefined {
  return typeof quantity === "string" || typeof quantity === "number" ? parseQuantity(String(quantity)) : undefined;
}

function decimalSize(digits: string, suffix: string): bigint {
  const scale = SCALES[suffix] ?? Number(suffix.slice(1));
  const [unscaled, places] = unscale(digits);
  return times10(unscaled, scale + NANO - places);
}

function binarySize(digits: string, suffix: string): bigint {
  const [unscaled, places] = unscale(digits);
  const size = times10(unscaled * 1024n ** BigInt(BINARY.indexOf(suffix) + 1), NANO - places);
  return size < MOST_BINARY ? size : MOST_BINARY;
}

/** `1.25` → 125 and 2. */
function unscale(digits: string): readonly [bigint, number] {
  const [whole = "", fraction = ""] = digits.split(".");
  return [BigInt(whole + fraction), fraction.length];
}

/** `value` × 10^`exponent`, rounded up. */
function times10(value: bigint, exponent: number): bigint {
  if (exponent >= 0) return value * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (value + divisor - 1n) / divisor;
}
