const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|[uU]([0-9A-Fa-f]{1,8})|c.|(.))/gs;
const NAMED: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Decodes the content of `$'…'` (bash manual, "ANSI-C Quoting"). */
export function decodeAnsi(text: string): string {
  return text.replace(ESCAPE, (all, octal?: string, hex?: string, unicode?: string, named?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (unicode !== undefined) return codePoint(Number.parseInt(unicode, 16));
    if (named === undefined) return all;
    return NAMED[named] ?? ("'\"\\?".includes(named) ? named : all);
  });
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
