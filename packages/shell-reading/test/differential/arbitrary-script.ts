// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import fc from "fast-check";
import type { Dialect } from "../../src/grammar/syntax.ts";

/** The variables that every script finds. */
export const VARIABLES: Readonly<Record<string, string>> = {
  A: "org/a",
  B: "Org/B x",
  C: "",
  M: "org/m:v1",
  N: "3",
  R: "A",
};

const NAMES = ["A", "B", "C", "M", "N", "X", "Y"];
const name = fc.constantFrom(...NAMES);
const literal = fc.constantFrom("org/a", "org/b", "x", "7", "a,b", "org/c-d", "--model", "k=v", "a.b", "0");
const pattern = fc.constantFrom(
  "*",
  "org/*",
  "*/",
  "?",
  "*b",
  "[ao]*",
  "x",
  "*:*",
  "[!o]*",
  "org",
  "/",
  "%",
  "a*",
  "\\*",
  "'*'",
);

type Tie = Record<"word" | "quoted" | "expansion" | "statement" | "list" | "condition", string>;

/** Scripts in the shell's own grammar. What they do depends on nothing outside of them, but on the engines' status. */
export function arbitraryScript(dialect: Dialect): fc.Arbitrary<string> {
  const isBash = dialect === "bash";
  const either = (posix: fc.WeightedArbitrary<string>[], bash: fc.WeightedArbitrary<string>[]) =>
    fc.oneof({ maxDepth: 4, depthIdentifier: "script" }, ...posix, ...(isBash ? bash : []));
  const of = (...weighted: [number, fc.Arbitrary<string>][]) =>
    weighted.map(([weight, arbitrary]) => ({ weight, arbitrary }));
  const join = (parts: TemplateStringsArray, ...values: fc.Arbitrary<string>[]) =>
    fc.tuple(...values).map((texts) => parts.map((part, at) => part + (texts[at] ?? "")).join(""));
  const operators = fc.constantFrom(":-", "-", ":+", "+", ":=", "=");
  const cuts = fc.constantFrom("#", "##", "%", "%%");
  const number = fc.constantFrom("0", "1", "2", "3");
  const status = fc.constantFrom("0", "1", "3");
  const script = fc.letrec<Tie>((tie) => ({
    expansion: either(
      of(
        [4, join`$${name}`],
        [3, join`\${${name}}`],
        [2, join`\${${name}${operators}${tie("word")}}`],
        [2, join`\${${name}${cuts}${pattern}}`],
        [1, join`\${#${name}}`],
        [1, fc.constantFrom("$1", "$2", "$#", "$?", "${3:-d}")],
        [1, join`$(echo ${tie("word")})`],
        [1, join`$(printf %s ${tie("word")})`],
        [1, join`$(basename ${tie("word")} x)`],
        [1, join`\`echo ${literal}\``],
        [1, join`$((${number} + ${number}))`],
        [1, join`$((${fc.constantFrom("X", "Y", "N")} = ${number}))`],
        [1, join`$(${tie("statement")}\n)`],
        [1, join`$(echo ${tie("word")} | tr a b)`],
        [1, join`$(cat <<E\n${tie("expansion")}\nE\n)`],
      ),
      of(
        [1, join`\${${name}/${fc.constantFrom("a", "org", "/", "*", "x")}/${fc.constantFrom("b", "", "z")}}`],
        [1, join`\${${name}//${fc.constantFrom("a", "o", "/", "?")}/${fc.constantFrom("b", "")}}`],
        [1, join`\${${name}:${number}:${number}}`],
        [1, join`\${${name}: -${number}}`],
        [1, join`\${${name}${fc.constantFrom(",,", "^^", ",", "^")}}`],
        [
          1,
          fc.constantFrom(
            "${!R}",
            "${!R:-x}",
            "${L[1]}",
            "${L[0]}",
            "${#L[@]}",
            "$L",
            "${L[-1]}",
            "${K[a]}",
            "${K[$X]}",
            "${L[*]}",
            "${L[@]:1}",
          ),
        ],
        [1, fc.constantFrom("$'a\\tb'", "$'\\x41'", '$"q"', "{a,b}", "x{1..3}")],
        [1, join`$(< /dev/null)`],
        [1, join`$(cat <<<${tie("word")})`],
      ),
    ),
    quoted: either(
      of(
        [2, join`"${tie("expansion")}"`],
        [1, join`"${literal} ${tie("expansion")}"`],
        [1, join`'${literal}'`],
        [1, fc.constantFrom('"$@"', '"$*"', '""', "'a b'", '"\\$x"', "a\\ b", "$@", "$*")],
      ),
      of([
        2,
        fc.constantFrom('"${L[@]}"', '"${L[*]}"', '"${L[@]:1:1}"', '${L[@]+"${L[@]}"}', '"${L[@]/a/b}"', '"${L[@]#o}"'),
      ]),
    ),
    word: either(
      of(
        [3, literal],
        [3, tie("expansion")],
        [2, tie("quoted")],
        [1, join`org/${tie("expansion")}`],
        [1, join`${tie("expansion")}${tie("quoted")}`],
      ),
      [],
    ),
    condition: either(
      of(
        [2, join`[ ${fc.constantFrom("-n", "-z")} "${tie("expansion")}" ]`],
        [2, join`[ "${tie("expansion")}" ${fc.constantFrom("=", "!=")} ${tie("quoted")} ]`],
        [1, join`[ ${number} ${fc.constantFrom("-eq", "-lt", "-ge", "-ne")} ${number} ]`],
        [1, join`test ${tie("word")} = ${literal}`],
        [1, join`[ ${tie("word")} ]`],
        [
          2,
          fc.constantFrom(
            "true",
            "false",
            ":",
            "! true",
            "vllm probe",
            "[ -f /nowhere/x ]",
            '[ ! -n "$A" ]',
            '[ -n "$A" -a -z "$C" ]',
          ),
        ],
        [1, join`${tie("condition")} && ${tie("condition")}`],
        [1, join`! ${tie("condition")}`],
      ),
      of(
        [2, join`[[ "${tie("expansion")}" == ${pattern} ]]`],
        [1, join`[[ -n $${name} && $${name} != ${literal} ]]`],
        [1, join`[[ $${name} =~ ^org ]]`],
        [1, join`(( ${fc.constantFrom("N", "X")} ${fc.constantFrom("<", ">", "==")} ${number} ))`],
      ),
    ),
    statement: either(
      of(
        [6, join`vllm serve ${tie("word")} ${tie("word")}`],
        [2, join`python3 -m dynamo.vllm --model ${tie("word")}`],
        [4, join`${name}=${tie("word")}`],
        [1, join`${name}=${tie("word")} ${name}=${tie("word")}`],
        [1, join`export ${name}=${tie("word")}`],
        [1, join`export ${name}`],
        [1, join`readonly Z=${tie("word")}`],
        [1, join`command export ${name}=${tie("quoted")}`],
        [1, join`${name}=${literal} vllm env $A $M`],
        [1, join`${name}=${literal} f ${tie("word")}`],
        [
          1,
          join`${name}=${literal} ${fc.constantFrom(":", "true", "eval :", "export Q=1", "set -- q", "command :", "unset Q")}`,
        ],
        [1, join`unset ${name}`],
        [1, join`set -- ${tie("word")} ${tie("word")}`],
        [
          1,
          fc.constantFrom(
            "shift",
            "set -e",
            "set +e",
            "set -u",
            "set +u",
            "set -f",
            "set -a",
            "set +a",
            "set -o pipefail; true",
          ),
        ],
        [1, join`IFS=${fc.constantFrom(",", "/", "' '", "''", "':'")}`],
        [1, fc.constant("unset IFS")],
        [3, join`if ${tie("condition")}; then ${tie("list")}\nfi`],
        [2, join`if ${tie("condition")}; then ${tie("list")}\nelse ${tie("list")}\nfi`],
        [1, join`if ${tie("condition")}; then ${tie("list")}\nelif ${tie("condition")}; then ${tie("list")}\nfi`],
        [3, join`${tie("condition")} && ${tie("statement")}`],
        [2, join`${tie("condition")} || ${tie("statement")}`],
        [1, join`${tie("condition")} && ${name}=${literal} || ${name}=${literal}`],
        [2, join`case ${tie("word")} in ${pattern}) ${tie("list")}\n;; ${pattern}|x) ${tie("list")}\n;; esac`],
        [2, join`for X in ${tie("word")} ${tie("word")}; do ${tie("list")}\ndone`],
        [1, join`for X; do ${tie("list")}\ndone`],
        [1, join`Y=x; while [ "$Y" != xxx ]; do Y=x$Y; ${tie("statement")}\n[ \${#Y} -lt 4 ] || break\ndone`],
        [3, join`f() { ${tie("list")}\n}; f ${tie("word")} ${tie("word")}`],
        [1, join`f ${tie("word")}`],
        [1, join`f() { local ${name}=${tie("word")}; ${tie("list")}\n}; f ${tie("word")}`],
        [1, fc.constantFrom("return", "break", "continue")],
        [1, join`return ${status}`],
        [1, join`exit ${status}`],
        [1, join`exec vllm serve ${tie("word")}`],
        [1, join`trap 'vllm trap $A' EXIT`],
        [2, join`{ ${tie("list")}\n}`],
        [2, join`( ${tie("list")}\n)`],
        [1, join`${tie("statement")} | cat`],
        [1, join`echo ${tie("word")} | { read X Y; ${tie("statement")}\n}`],
        [1, join`echo ${tie("word")} ${tie("word")} | while read X; do ${tie("statement")}\ndone`],
        [1, join`read X Y <<E\n${tie("expansion")} ${literal}\nE`],
        [1, join`read -r X <<'E'\n${literal}  z \nE`],
        [1, join`vllm serve ${literal} & wait`],
        [1, join`eval "${fc.constantFrom("A=1", "vllm serve $A", "X=\\$B", "f x")}"`],
        [
          1,
          join`${fc.constant(isBash ? "bash" : "sh")} -c 'vllm sh "$A" "$0" "$1"; ${tie("condition").filter((text) => !text.includes("'"))}' z ${tie("word")}`,
        ],
        [1, join`${fc.constant(isBash ? "bash" : "sh")} <<'E'\nvllm serve "$M" ${tie("word")}\nE`],
        [
          1,
          join`cat > s.sh <<'E'\nvllm file $A "$1"\nX=${literal}\nE\n${fc.constantFrom("sh s.sh 1", "chmod +x s.sh; ./s.sh 2", ". ./s.sh", "./s.sh")}`,
        ],
        [1, join`echo 'vllm serve ${literal}' > t.sh; sh ./t.sh`],
        [1, join`echo ${tie("word")} ${literal} | xargs ${fc.constantFrom("", "-n1", "-n 1", "-I{}")} vllm x {}`],
        [
          1,
          join`${fc.constantFrom("env X=1", "timeout 9", "nohup", "env -u A", "command", "exec env")} ${fc.constantFrom("vllm w", "sh -c 'vllm w $X$A'")} ${tie("word")}`,
        ],
        [1, join`: "\${${name}:=${literal}}"`],
        [1, join`vllm serve \${${name}:?} ${literal}`],
      ),
      of(
        [
          1,
          join`declare ${fc.constantFrom("-l", "-u", "-i", "-x", "-r", "-g", "-n", "-a", "+x", "--")} ${fc.constantFrom("V", "W")}=${fc.constantFrom("Org/A", "A", "2+3", "x")}; vllm v $V $W`,
        ],
        [2, join`L=(${tie("word")} ${tie("word")})`],
        [1, join`L+=(${tie("word")})`],
        [1, join`L[${number}]=${tie("word")}`],
        [1, join`declare -A K=([a]=${literal} [b]=${tie("word")}); vllm k "\${K[a]}" "\${K[b]}" "\${#K[@]}"`],
        [1, join`vllm l "\${L[@]}"`],
        [1, join`${name}+=${tie("word")}`],
        [1, join`declare -n r=${fc.constantFrom("A", "X")}; r=${literal}; vllm r $r $A`],
        [1, join`((N${fc.constantFrom("++", "--", "+=2", "=5")}))`],
        [1, join`let N=${number}+1`],
        [1, join`printf -v X %s ${tie("word")}`],
        [1, join`read -ra L <<< ${tie("word")}`],
        [1, join`IFS=${fc.constantFrom(",", "/", ":")} read -r X Y <<< ${tie("word")}`],
        [1, join`source <(echo X=${literal})`],
        [1, join`while read -r X; do ${tie("statement")}\ndone < <(printf '%s\\n' ${tie("word")} ${literal})`],
        [1, join`for ((i=0; i<${number}; i++)); do vllm c $i ${tie("word")}; done`],
        [
          1,
          join`case ${tie("word")} in ${pattern}) ${tie("list")}\n;& ${pattern}) ${tie("list")}\n;;& *) vllm z ;; esac`,
        ],
        [1, join`mapfile -t L <<< ${tie("word")}`],
        [1, join`function g { ${tie("list")}\n}; g ${tie("word")}`],
        [1, join`bash -c 'vllm bash "\${A^^}" "$@"' z ${tie("word")}`],
        [1, join`local ${name}=${tie("word")}`],
        [1, join`unset 'L[0]'`],
        [1, join`f() { declare ${name}=${tie("word")}; ${tie("list")}\n}; f`],
        [1, join`export -f f; bash -c 'f z'`],
        [1, join`shopt -s ${fc.constantFrom("nullglob", "extglob", "lastpipe")}`],
      ),
    ),
    list: fc
      .array(tie("statement"), { minLength: 1, maxLength: 3, depthIdentifier: "script" })
      .map((statements) => statements.join("\n")),
  }));
  return fc
    .array(script.statement, { minLength: 1, maxLength: 6 })
    .map((statements) => `${statements.join("\n")}\nvllm end "$A" "$M" $X $Y`);
}
