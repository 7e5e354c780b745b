// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { join, literal, name, number, one, pattern, type Shapes, type Tie } from "./texts.ts";

const operators = one(":-", "-", ":+", "+", ":=", "=");
const cuts = one("#", "##", "%", "%%");
const parts = one("a", "org", "/", "*", "x", "[ao]", ":", "o?", "g/");
const replacements = one("b", "", "z", "-", "_");

/** What begins with a dollar sign. */
export const expansions = (tie: Tie): Shapes => ({
  posix: [
    [4, join`$${name}`],
    [3, join`\${${name}}`],
    [2, join`\${${name}${operators}${tie.word}}`],
    [1, join`\${${name}:+${literal} $${name}}`],
    [1, join`\${${name}:-\${${name}:-${literal}}}`],
    [2, join`\${${name}${cuts}${pattern}}`],
    [1, join`\${${name}${cuts}"$${name}"}`],
    [1, join`\${#${name}}`],
    [1, one("$1", "$2", "$#", "$?", "${3:-d}", "${1#o}", "${#1}", "${2%% *}")],
    [1, join`$(echo ${tie.word})`],
    [1, join`$(printf %s ${tie.word})`],
    [1, join`$(printf '%s-%s\\n' ${tie.word} ${tie.word})`],
    [1, join`$(basename ${tie.word} x)`],
    [1, join`$(dirname ${tie.word})`],
    [1, join`\`echo ${literal}\``],
    [1, join`$((${number} + ${number}))`],
    [1, join`$((${one("X", "Y", "N")} = ${number}))`],
    [1, join`$((${one("N", "X")} ${one("<", "==", "&&", "||", "*", "%")} ${one("2", "N", "3")}))`],
    [1, join`$((N > ${number} ? ${number} : N))`],
    [1, join`$(${tie.statement}\n)`],
    [1, join`$(echo ${tie.word} | tr a b)`],
    [1, join`$(echo ${tie.word} | cut -d/ -f${one("1", "2")})`],
    [1, join`$(printf '%s\\n' ${tie.word} ${literal} | head -n 1)`],
    [1, join`$(cat <<E\n${tie.expansion}\nE\n)`],
    [1, join`$(${tie.condition} && echo ${literal} || echo ${literal})`],
    [1, join`$(if ${tie.condition}; then echo ${tie.word}; else echo ${literal}; fi)`],
  ],
  bash: [
    [1, join`\${${name}/${parts}/${replacements}}`],
    [1, join`\${${name}//${parts}/${replacements}}`],
    [1, join`\${${name}/${one("#", "%")}${parts}/${replacements}}`],
    [1, join`\${${name}//${parts}}`],
    [1, join`\${${name}:${number}:${number}}`],
    [1, join`\${${name}:${number}}`],
    [1, join`\${${name}: -${number}}`],
    [1, join`\${${name}:${number}:-${number}}`],
    [1, join`\${${name}${one(",,", "^^", ",", "^", "@U", "@L", "@u")}}`],
    [1, one("${!R}", "${!R:-x}", "${!R^^}", "${!X}", "$[N+1]")],
    [1, one("${L[1]}", "${L[0]}", "${#L[@]}", "$L", "${L[-1]}", "${L[N]}", "${L[*]}", "${L[@]:1}", "${!L[@]}")],
    [1, one("${K[a]}", "${K[$X]}", "${#K[@]}", "${K[none]:-d}", "${!K[@]}")],
    [1, one("${@:1}", "${@:2:1}", "${*:1:1}", "${@#o}", "${@: -1}")],
    [1, one("$'a\\tb'", "$'\\x41'", '$"q"', "{a,b}", "x{1..3}", "{b,{c,d}}e", "{x,}y", "{3..1}")],
    [1, join`$(< /dev/null)`],
    [1, join`$(cat <<<${tie.word})`],
    [1, join`$(cat <(echo ${tie.word}))`],
  ],
});

/** Words with quotes. */
export const quoted = (tie: Tie): Shapes => ({
  posix: [
    [2, join`"${tie.expansion}"`],
    [1, join`"${literal} ${tie.expansion}"`],
    [1, join`'${literal}'`],
    [1, one('"$@"', '"$*"', '""', "'a b'", '"\\$x"', "a\\ b", "$@", "$*", '"a\\"b"', "'a'\\''b'", "a#b", '"~"')],
    [1, join`"\${${name}:-"${literal} q"}"`],
    [1, join`"a\\\n${literal}"`],
  ],
  bash: [
    [2, one('"${L[@]}"', '"${L[*]}"', '"${L[@]:1:1}"', '${L[@]+"${L[@]}"}', '"${L[@]/a/b}"', '"${L[@]#o}"')],
    [1, one('"${@:2}"', '"${*:1}"', '"${L[@]^^}"', '"x${L[@]}y"', '"${K[@]}"')],
  ],
});

export const words = (tie: Tie): Shapes => ({
  posix: [
    [3, literal],
    [3, tie.expansion],
    [2, tie.quoted],
    [1, join`org/${tie.expansion}`],
    [1, join`${tie.expansion}${tie.quoted}`],
    [1, join`--k=${tie.expansion}`],
  ],
  bash: [],
});
