/** Texts that are quantities, nearly quantities, or neither; the same in each run. */
export function quantityTexts(): readonly string[] {
  const numbers = [
    "0",
    "1",
    "1.5",
    "007",
    "0.0001",
    ".5",
    "1.",
    "524288",
    "1048576",
    "9223372036854775807",
    "1.9999999999",
  ];
  const suffixes = [
    ..."numkKMGTPE",
    "Ki",
    "Mi",
    "Gi",
    "Ti",
    "Pi",
    "Ei",
    "ki",
    "mi",
    "KiB",
    "GB",
    "e3",
    "E3",
    "e+3",
    "e-12",
    "e007",
  ];
  const regular = numbers.flatMap((number) => ["", ...suffixes].map((suffix) => `${number}${suffix}`));
  const signed = ["+1", "-1", "+1.5Gi", "-1.5Gi", "-0", "--1", "+-1", "1+", "1-", "- 1"];
  const odd = [
    "",
    " ",
    ".",
    "+",
    "-",
    "m",
    "Ki",
    "Ei",
    "e3",
    "e",
    "1e",
    "1E",
    "1Ee3",
    "1e3k",
    "1e1.5",
    "1.5.5",
    "1,5",
    "1 Gi",
    "٣",
    "1_000",
    "0x10",
    "NaN",
    "Infinity",
  ];
  const large = [
    "8Ei",
    "7.99999Ei",
    "9E",
    "1e19",
    "99999999999999999999",
    "1e99",
    "1e-99",
    "123456789012345678901234567890Ki",
  ];
  return [...new Set([...regular, ...signed, ...odd, ...large, ...random(300)])];
}

const ALPHABET = "0123456789012345..+-eEinumkKMGTP";

/** Random texts of the grammar's characters, by a linear congruential generator. */
function random(count: number): readonly string[] {
  let state = 20_261_128;
  const next = (most: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * most);
  };
  const text = (): string => Array.from({ length: 1 + next(6) }, () => ALPHABET[next(ALPHABET.length)]).join("");
  return Array.from({ length: count }, text);
}

/**
 * `ParseQuantity` reads some texts without a digit before the suffix as zero, although its documented grammar
 * excludes them.
 */
export function hasNumber(text: string): boolean {
  return /^[+-]?\.?[0-9]/.test(text);
}
