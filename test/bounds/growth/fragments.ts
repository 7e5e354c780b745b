// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
/** What tenants' text may repeat: each printable character, and pieces of the notations that are read. */
const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));

const SHELL = [
  ...'$( ${ $(( `` \'\' "" \\" && || ;; | |& & ; <( >( << <<< [[ (( )) {} ()'.split(" "),
  ..."$A ${A} ${A:-} ${A##*/} ${A//a/b} ${!A} $(A) $$ $((1+ f(){ }; a=b a+=b".split(" "),
  ...[
    "if :; then ",
    "fi;",
    "for i in ",
    "do :; done;",
    "while :; do ",
    "case a in a) ",
    ";; esac;",
    "let a=1;",
    "sh -c '",
  ],
  ...["\\\n", "\n", "a\n", "#\n", "<<E\n", "export A=$A$A;", "set -- $@ $@;", "eval ", "exec ", "env ", "a=(a b);"],
];
const WORDS = [
  ..."--model= --model --lora-modules a= -- -a -m = == , ,, a, ,a a/b a/b, a/b@c a=b, a:b :: ../ ./ / // /a a/ hf:// s3://".split(
    " ",
  ),
  ..."http:// http://a: @ a@ [:: 0 00 1e 9Gi 1m 90m .5 org/name@main, a. .a -a a- _ a_".split(" "),
];
const NOTATIONS = [
  "{",
  "[",
  '{"a":',
  "[[",
  '"a",',
  '{"a":1},',
  "a: ",
  "a: b\n",
  "- ",
  "- a\n",
  "&a ",
  "*a ",
  "<<: *a\n",
  "? ",
  "!!a ",
  "---\n",
  "#",
  "\t",
  "\r\n",
];
const UNICODE = [
  "\u0000",
  "\u001b[31m",
  "\u0085",
  "\u00a0",
  "\u2028",
  "İ",
  "ß",
  "é",
  "e\u0301",
  "\ud83d",
  "\ud83d\ude00",
  "\ufeff",
];

/** Each alone, and each in the middle of what stops it from being all that there is. */
export const FRAGMENTS: readonly string[] = [...new Set([...PRINTABLE, ...SHELL, ...WORDS, ...NOTATIONS, ...UNICODE])];

/** Opened so often and closed as often: what is read with a stack. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ["(", ")"],
  ["{ ", ";}"],
  ["$(", ")"],
  ["${A:-", "}"],
  ['"$(', ')"'],
  ["$((", "))"],
  ["if :; then ", ";fi"],
  ["{", "}"],
  ["[", "]"],
  ['{"a":', "}"],
];

/** At least so many characters, in whole fragments; `end` is what a pattern may look for in vain. */
export function repeat(fragment: string, characters: number, end = ""): string {
  return fragment.repeat(Math.ceil(characters / fragment.length)) + end;
}

export function nested([open, close]: readonly [string, string], characters: number): string {
  const levels = Math.ceil(characters / (open.length + close.length));
  return open.repeat(levels) + close.repeat(levels);
}
