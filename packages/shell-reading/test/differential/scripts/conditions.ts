// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { join, literal, name, number, one, pattern, type Shapes, type Tie } from "./texts.ts";

/** Commands whose status is looked at. */
export const conditions = (tie: Tie): Shapes => ({
  posix: [
    [2, join`[ ${one("-n", "-z")} "${tie.expansion}" ]`],
    [2, join`[ "${tie.expansion}" ${one("=", "!=")} ${tie.quoted} ]`],
    [1, join`[ "${tie.expansion}" ]`],
    [1, join`[ ! "${tie.expansion}" = ${literal} ]`],
    [1, join`[ ${number} ${one("-eq", "-lt", "-ge", "-ne")} ${number} ]`],
    [1, join`[ "$N" ${one("-gt", "-le", "-eq")} ${number} ]`],
    [1, join`[ $# -${one("gt", "eq", "ge")} ${number} ]`],
    [1, join`test ${tie.word} = ${literal}`],
    [1, join`[ ${tie.word} ]`],
    [1, join`[ -n "$${name}" ] && [ "$${name}" != ${literal} ]`],
    [1, join`[ -n "$${name}" ${one("-a", "-o")} "$${name}" = ${literal} ]`],
    [1, one("true", "false", ":", "! true", "vllm probe", '[ ! -n "$A" ]', "command -v vllm")],
    [
      1,
      one(
        '[ -n "$A" -a -z "$C" ]',

        "test -z",
        "[ x = x ]",
        '[ "$A" ',
        "(exit 3)",
        "{ false; }",
      ),
    ],
    [1, join`${tie.condition} && ${tie.condition}`],
    [1, join`${tie.condition} || ${tie.condition}`],
    [1, join`! ${tie.condition}`],
    [1, join`( ${tie.condition} )`],
    [1, join`case ${tie.word} in ${pattern}) true;; *) false;; esac`],
    [1, join`echo ${tie.word} | ${one("cat", "{ read X; }", "read X")}`],
  ],
  bash: [
    [2, join`[[ "${tie.expansion}" == ${pattern} ]]`],
    [1, join`[[ -n $${name} && $${name} != ${literal} ]]`],
    [1, join`[[ $${name} == "$${name}" || ( -z $${name} && ! -n $${name} ) ]]`],
    [1, join`[[ $${name} =~ ${one("^org", "org/[ab]$", "^(org|x)/(.*)$", "a.b", "^[0-9]+$", "b", "/")} ]]`],
    [1, join`[[ ${one("$N", "N", "2")} -${one("gt", "le", "eq")} ${number} ]]`],
    [1, join`[[ -v ${name} ]]`],
    [1, join`[[ $${name} ]]`],
    [1, join`[[ $${name} ${one("<", ">")} ${literal} ]]`],
    [1, join`(( ${one("N", "X")} ${one("<", ">", "==")} ${number} ))`],
    [1, one("((N))", "((X = 0))", "(( N > 1 && N < 5 ))", "(( ${#L[@]} ))")],
  ],
});
