// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.

/** What a subshell does about traps, and what else it may leave to its shell. */
const ACTS = [
  `trap 'vllm t "$A" $?' EXIT`,
  `trap 'vllm t; exit 3' EXIT`,
  `trap 'vllm t' EXIT; trap - EXIT`,
  `trap 'vllm t' EXIT; exit 2`,
  `trap 'vllm t $A' EXIT; A=q`,
  `trap 'vllm t' EXIT; exec vllm x`,
  `set -e; trap 'vllm t' EXIT; false; vllm no`,
  `echo 'vllm later' > s.sh; chmod +x s.sh`,
  "sh s.sh",
  "read X; set -- q; f() { vllm inner; }",
  "set -u; vllm u $NONE",
];
const BASH_ACTS = [`trap 'vllm e' ERR; false`, `trap 'vllm t' EXIT; trap 'vllm e' ERR; false`];

const COMMANDS = [
  (act: string) => `{ ${act}; }`,
  (act: string) => `( ${act} )`,
  (act: string) => `if :; then ${act}; fi`,
  (act: string) => `while read -r X; do ${act}; done`,
  (act: string) => `for X in a b; do ${act}; done`,
];

const SUBSHELLS = [
  (command: string) => command,
  (command: string) => `echo x | ${command}`,
  (command: string) => `${command} | cat`,
  (command: string) => `V=$( ${command} )`,
  (command: string) => `${command} & wait`,
  (command: string) => `true && ${command} & wait`,
  (command: string) => `! ${command} | cat`,
  (command: string) => `( ${command} ) || vllm failed`,
];
const BASH_SUBSHELLS = [
  (command: string) => `cat <( ${command} )`,
  (command: string) => `coproc { ${command}; } </dev/null; wait`,
];

const STARTS = ["", "trap 'vllm outer' EXIT\n", "set -e\n"];

/** Every kind of subshell around every kind of command with each act, behind one of several starts. */
export function listSubshells(shell: "bash" | "dash"): readonly string[] {
  const isBash = shell === "bash";
  const acts = [...ACTS, ...(isBash ? BASH_ACTS : [])];
  const subshells = [...SUBSHELLS, ...(isBash ? BASH_SUBSHELLS : [])];
  const pairs = acts.flatMap((act) => COMMANDS.map((toCommand) => toCommand(act)));
  return subshells.flatMap((toSubshell, kind) =>
    pairs.map((command, index) => {
      const start = STARTS[(kind + index) % STARTS.length] ?? "";
      return `${start}echo 'vllm file' > s.sh\nf() { vllm f; }\n${toSubshell(command)}\nvllm end "$A" "$X" "$V" $#\nf; sh s.sh`;
    }),
  );
}
