import type { CompletedCommand, CompletedFlag } from "./command-tree.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const NAME = "model-express-injector";

/** Builds the completion script of a shell for the program's commands, flags and values. */
export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  const write = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
  return `${write(commands).join("\n")}\n`;
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are the shells' own.
function bashScript(commands: readonly CompletedCommand[]): readonly string[] {
  const names = commands.map(({ name }) => name).join(" ");
  return [
    `_${FUNCTION}() {`,
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" words=""',
    // Readline makes three words of --flag=value.
    '  if [ "$current" = = ]; then current=""; elif [ "$previous" = = ]; then previous="${COMP_WORDS[COMP_CWORD-2]}"; fi',
    '  case "${COMP_WORDS[1]} $previous" in',
    ...commands.flatMap((command) => command.flags.flatMap((flag) => bashValue(command, flag))),
    '    *) case "$COMP_CWORD ${COMP_WORDS[1]}" in',
    `      "1 "*) words="${names}" ;;`,
    ...commands.map((command) => `      *" ${command.name}") words="${listWords(command).join(" ")}" ;;`),
    "    esac ;;",
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    // Without a reply readline completes file names, with blanks, quotes and escapes.
    `complete -o bashdefault -o default -F _${FUNCTION} ${NAME}`,
  ];
}

const FUNCTION = NAME.replaceAll("-", "_");

function bashValue({ name }: CompletedCommand, { names, value }: CompletedFlag): readonly string[] {
  if (value === "none") return [];
  const pattern = names.map((flag) => `"${name} ${flag}"`).join("|");
  return [`    ${pattern}) words="${typeof value === "string" ? "" : value.join(" ")}" ;;`];
}

function listWords({ words, flags }: CompletedCommand): readonly string[] {
  return [...words, ...flags.flatMap(({ names }) => names)];
}

function zshScript(commands: readonly CompletedCommand[]): readonly string[] {
  return [
    `#compdef ${NAME}`,
    `_${FUNCTION}() {`,
    "  local -a commands",
    "  commands=(",
    ...commands.map(({ name, description }) => `    '${name}:${description}'`),
    "  )",
    "  if (( CURRENT == 2 )); then _describe command commands; return; fi",
    '  local command="${words[2]}"',
    "  shift words; (( CURRENT-- ))",
    '  case "$command" in',
    ...commands.map(zshCase),
    "  esac",
    "}",
    // Works when sourced, and when autoloaded from $fpath.
    `if [ "$funcstack[1]" = "_${FUNCTION}" ]; then _${FUNCTION} "$@"; else compdef _${FUNCTION} ${NAME}; fi`,
  ];
}

function zshCase({ name, words, flags }: CompletedCommand): string {
  const specs = flags.flatMap(zshSpecs);
  const first = words.length === 0 ? [] : [`'1:argument:(${words.join(" ")})'`];
  return `    ${name}) _arguments -s ${[...specs, ...first, "'*:file:_files'"].join(" ")} ;;`;
}

function zshSpecs({ names, description, value }: CompletedFlag): readonly string[] {
  const action = value === "files" ? ":file:_files" : value === "any" ? ":value: " : "";
  const suffix = value === "none" ? "" : typeof value === "string" ? action : `:value:(${value.join(" ")})`;
  // With the sign the value may also be the next word.
  const sign = (name: string): string => (value !== "none" && name.startsWith("--") ? "=" : "");
  return names.map((name) => `'${name}${sign(name)}[${description.replaceAll(":", " ")}]${suffix}'`);
}

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are the shells' own.

function fishScript(commands: readonly CompletedCommand[]): readonly string[] {
  const start = `complete -c ${NAME}`;
  return [
    `${start} -f`,
    ...commands.map(({ name, description }) => `${start} -n __fish_use_subcommand -a ${name} -d '${description}'`),
    ...commands.flatMap(({ name, words, flags }) => {
      const inside = `${start} -n '__fish_seen_subcommand_from ${name}'`;
      const first = words.length === 0 ? [] : [`${inside} -a '${words.join(" ")}'`];
      return [...first, ...flags.map((flag) => `${inside} ${fishFlag(flag)}`)];
    }),
  ];
}

function fishFlag({ names, description, value }: CompletedFlag): string {
  const switches = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const argument =
    value === "none"
      ? []
      : value === "files"
        ? ["-r", "-F"]
        : value === "any"
          ? ["-x"]
          : [`-x -a '${value.join(" ")}'`];
  return [...switches, ...argument, `-d '${description}'`].join(" ");
}
