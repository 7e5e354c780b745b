// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { call, join, literal, name, number, one, pattern, type Shapes, type Tie } from "./texts.ts";

const status = one("0", "1", "3");
/** Ends the loop that it is in: no other shape assigns this variable. */
const counted = one("k=$((${k:-0}+1)); [ $k -lt 5 ] || break");

/** A subshell that starts itself when it ends would start processes until the machine has no more. */
function withoutItself(list: string): string {
  return list.replaceAll("trap f EXIT", "trap 'vllm f' EXIT");
}

/** Branches, loops, functions, and what ends them. */
export const controlFlow = (tie: Tie): Shapes => ({
  posix: [
    [3, join`if ${tie.condition}; then ${tie.list}\nfi`],
    [2, join`if ${tie.condition}; then ${tie.list}\nelse ${tie.list}\nfi`],
    [1, join`if ${tie.condition}; then ${tie.list}\nelif ${tie.condition}; then ${tie.list}\nfi`],
    [3, join`${tie.condition} && ${tie.statement}`],
    [2, join`${tie.condition} || ${tie.statement}`],
    [1, join`${tie.condition} && ${name}=${literal} || ${name}=${literal}`],
    [1, join`${tie.condition} && { ${tie.list}\n} || { ${tie.list}\n}`],
    [2, join`case ${tie.word} in ${pattern}) ${tie.list}\n;; ${pattern}|x) ${tie.list}\n;; esac`],
    [1, join`case $${name} in (${literal}) ${tie.list}\n;; *) ${tie.list}\nesac`],
    [2, join`for X in ${tie.word} ${tie.word}; do ${tie.list}\ndone`],
    [1, join`for X in $(echo ${tie.word} ${literal}); do ${tie.list}\ndone`],
    [1, join`for X; do ${tie.list}\ndone`],
    [
      1,
      join`for X in a b; do for Y in c d; do ${tie.condition} && ${one("break", "continue")} ${one("1", "2", "3")}\n${tie.statement}\ndone; done`,
    ],
    [1, join`for X in "$@"; do ${tie.statement}\ndone > /dev/null`],
    [1, join`Y=x; while [ "$Y" != xxx ]; do Y=x$Y; ${counted}; ${tie.statement}\ndone`],
    [1, join`N=0; until [ $N -ge 2 ]; do N=$((N+1)); ${counted}; ${tie.statement}\ndone`],
    [
      1,
      join`while [ $# -gt 0 ]; do case $1 in one) X=$1; shift;; --model) M=$2; shift 2 || break;; *) Y=$1; shift || break;; esac; done`,
    ],
    [
      1,
      join`set -- --model ${literal} -v; while [ $# -gt 0 ]; do case "$1" in --model) M="$2"; shift 2;; *) shift;; esac; done`,
    ],
    [3, join`f() { ${tie.list}\n}; f ${tie.word} ${tie.word}`],
    [1, join`f() ( ${tie.list.map(withoutItself)}\n); f ${tie.word}`],
    [1, call(join`f ${tie.word}`)],
    [1, join`f() { [ "$1" = stop ] && return ${status}; ${tie.list}\nf stop; }; f ${literal}`],
    [1, join`f() { g2 "$@" ${literal}; }; g2() { vllm g2 "$#" "$1"; ${tie.statement}\n}; f ${tie.word}`],
    [1, join`vllm() { command vllm own "$@"; }; vllm ${tie.word}`],
    [1, join`f() { local ${name}=${tie.word}; ${tie.list}\n}; f ${tie.word}`],
    [1, join`f() { if ${tie.condition}; then return ${status}; fi; ${tie.list}\n}; f && vllm yes || vllm no`],
    [1, one("return", "break", "continue", "unset -f f", "break 2")],
    [1, join`return ${status}`],
    [1, join`exit ${status}`],
    [1, join`${tie.condition} || exit ${status}`],
    [1, join`exec vllm serve ${tie.word}`],
    [1, join`exec ${one("2>&1", ">/dev/null", "3</dev/null", "</dev/null", "sh -c 'vllm $0 $A' z", "env X=1 vllm e")}`],
    [1, join`( exec vllm serve ${literal}; vllm never )`],
    [1, join`trap 'vllm trap $A' ${one("EXIT", "0", "EXIT", "0", "0", "EXIT", "0", "EXIT", "INT TERM")}`],
    [1, join`trap ${one("- EXIT", "'' EXIT", '"vllm now $A" EXIT', "f EXIT", "'vllm t; exit 3' EXIT")}`],
    [2, join`{ ${tie.list}\n}`],
    [2, join`( ${tie.list}\n)`],
    [1, join`( ${tie.list}\n) || vllm failed`],
    [1, join`${tie.statement} | cat`],
    [1, join`{ ${tie.list}\n} | { ${tie.list}\n}`],
    [1, join`! ${tie.statement}`],
    [1, join`vllm serve ${literal} & wait`],
    [1, join`{ ${tie.list}\n} & wait $!`],
    [1, one("set -e", "set +e", "set -u", "set +u", "set -f", "set -a", "set +a", "set -eu", "set -ex")],
    [1, join`set -e; ${tie.list}`],
    [1, join`${tie.statement} # a comment's "quote`],
    [1, join`${tie.condition} &&\n${tie.statement}`],
  ],
  bash: [
    [1, join`for ((i=0; i<${number}; i++)); do vllm c $i ${tie.word}; done`],
    [1, join`for ((i=${number}; i; i--)) { ${tie.statement}\n}`],
    [1, join`case ${tie.word} in ${pattern}) ${tie.list}\n;& ${pattern}) ${tie.list}\n;;& *) vllm z ;; esac`],
    [1, join`function g { ${tie.list}\n}; g ${tie.word}`],
    [1, join`function g() { ${tie.list}\n} <<< ${tie.word}; g`],
    [1, call(one("export -f f; bash -c 'f z'"))],
    [1, join`shopt -s ${one("nullglob", "extglob", "lastpipe", "nocasematch", "expand_aliases")}`],
    [1, join`time ${tie.statement}`],
    [1, one("set -o pipefail", "set -E", "set -Eeuo pipefail")],
    [1, join`trap ${one("'vllm err'", "'vllm err $A; exit 3'", "f", "-")} ERR`],
    [1, join`coproc ${one("", "P ")}{ ${tie.statement}\n} </dev/null; wait`],
    [1, join`for X in {1..3}; do ${tie.statement}\ndone`],
    [1, join`${tie.statement} |& cat`],
    [1, join`builtin ${one("echo x", "export A=2", "return 2", "set -- z")}`],
  ],
});
