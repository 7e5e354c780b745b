// Kubernetes' tools read YAML through sigs.k8s.io/yaml, whose untyped decoding follows neither YAML 1.1 nor 1.2:
// `yes`, `on` and `y` are booleans and `012` is octal as in 1.1, `0o17` is a number as in 1.2, but `12:30` and
// dates stay strings. A manifest must mean here what it means to `kubectl apply`.

const WORDS: ReadonlyMap<string, boolean | number | null> = new Map<string, boolean | number | null>([
  ...spellings(["y", "yes", "true", "on"], true),
  ...spellings(["n", "no", "false", "off"], false),
  ...spellings(["", "~", "null"], null),
  ...spellings([".inf", "+.inf"], Number.POSITIVE_INFINITY),
  ...spellings(["-.inf"], Number.NEGATIVE_INFINITY),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
]);

const INTEGER = /^([-+]?)(?:(0[xX][\da-fA-F]+)|(0[bB][01]+)|0[oO]?([0-7]+))$/;
const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** The value that Kubernetes reads from a plain (unquoted, untagged) scalar. */
export function resolvePlain(text: string): string | number | boolean | null {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return /^[-+.\d]/.test(text) ? (readNumber(text) ?? text) : text;
}

function readNumber(text: string): number | undefined {
  const digits = text.replaceAll("_", "");
  const integer = INTEGER.exec(digits);
  if (integer !== null) return readInteger(integer);
  const decimal = DECIMAL.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(decimal) ? decimal : undefined;
}

function readInteger([, sign, hexadecimal, binary, octal]: RegExpExecArray): number {
  const magnitude = Number(hexadecimal ?? binary ?? `0o${octal}`);
  return sign === "-" ? -magnitude : magnitude;
}

function spellings<Value>(words: readonly string[], value: Value): (readonly [string, Value])[] {
  return words.flatMap((word) => [
    [word, value] as const,
    [word.toUpperCase(), value] as const,
    [word.replace(/[a-z]/, (letter) => letter.toUpperCase()), value] as const,
  ]);
}
