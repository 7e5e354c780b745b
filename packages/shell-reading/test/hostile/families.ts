// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.

const QUOTES = ["'", '"', "`", "\\", "$'", '$"', '"$(', "\\\n", "#\n", "$"];
const OPENINGS = ["(", "{ ", "$(", "${", "$((", "((", "[[ ", "<(", "=(", "A=(", "${A:-", '"${A:-', "<<E ", "\n<<E\n"];
const WORDS = [
  "if x;then ",
  "case x in ",
  "f(){ ",
  "while ",
  "for ((",
  "select x in ",
  "for x in y; do ",
  "! ",
  "time ",
];
const COMMANDS = [
  "a;",
  "a|",
  "a&&",
  "& ",
  "a||B=$C;",
  "a=b c;",
  "${A:-${A:-x}}",
  "A=$A$A;",
  "A+=x;",
  "A+=(x);",
  'A+=("${A[@]}");',
  '[ ] && A="$A y";',
  "[ ] && A+=(--b);",
  "x=$(case a in b) c;; esac);",
  "set -- $@ a;",
  "shift;",
  "((a++));",
  "f(){ f; f; };f;",
  "while f; do f(){ ",
  "eval eval ",
  "eval 'a;",
  "sh -c ",
  "sh -o ",
  "export A=b;sh -c x;",
  "serve ",
  "-m ",
  "--model ",
  "vllm serve a/b;",
  "\ue000",
  "trap 'a' EXIT;",
  "trap a ERR;false;",
  "{a,b}",
  "{1..9}",
  "$A",
  "${A//a/b}",
  "${A%%*}",
  "A[9$A]=x;",
  "declare -A K=([a]=b);K[$A]=x$A;A+=a;",
  "case $A in *a*b*c*) ;; esac;",
  "[[ $A == *a*b* ]];A+=ab;",
  "echo a >f$A;A+=b;(a);",
  "a | b | c;",
  "(a);",
  "a & ",
  "coproc a;",
  "x ||y; ",
  "set -e;a;",
  "read A<<<a;",
  "L+=(a);for x in ${L[@]};do a;done;",
  "printf %s $A;A+=aa;",
  "B=$(echo $A);A+=$B;A+=x;",
  "getopts abc: o -a -b -c x;",
  "IFS=,;set -- $A;A+=,a;",
  "xargs -n1 a <<<\"$A\";A+=' b';",
  "env -S 'a b c';",
  "local x;",
  "[ -n $A ] && x=1;",
  "A=$E$E;vllm $A;",
  "$((1+1))",
  "let A+=1;",
  "while read x;do a;done<<<\"$A\";A+=$'\\n';",
  "until a; do b; done;",
  "export V$A=1;A+=b;a;",
  "f$A(){ :; };A+=b;(a);",
  "f(){ local A=$A$A; f; };f;",
  "f() { a & f; };f;",
  "for x in a b c d; do ",
  "for((;;)){ ",
];

/** Texts that a script of any length can consist of. */
export const FAMILIES: readonly string[] = [...QUOTES, ...OPENINGS, ...WORDS, ...COMMANDS];

/** Each command of these works on a longer value than the one before, or on a longer list. */
export const GROWING: ReadonlySet<string> = new Set([
  "A+=x;",
  "A+=(x);",
  "set -- $@ a;",
  "[[ $A == *a*b* ]];A+=ab;",
  "echo a >f$A;A+=b;(a);",
  "L+=(a);for x in ${L[@]};do a;done;",
  "printf %s $A;A+=aa;",
  "IFS=,;set -- $A;A+=,a;",
  "xargs -n1 a <<<\"$A\";A+=' b';",
  "while read x;do a;done<<<\"$A\";A+=$'\\n';",
  "export V$A=1;A+=b;a;",
]);

/** What may stand in front: a value to work on, short or long. */
export const PREFIXES: readonly string[] = ["", "A=aaaaaaaa;", `A=${"a".repeat(4000)};`];

/** The longest script that is read (`MAX_ARG_STRLEN` is 128 KiB). */
export const LONGEST = 255 * 1024;

export function scriptOf(family: string, length: number, prefix = ""): readonly string[] {
  return ["bash", "-c", prefix + family.repeat(Math.ceil(length / family.length))];
}
