import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";

/** A command, as needed for shell completion. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** Candidates for its first argument. */
  readonly words: readonly string[];
  readonly flags: readonly CompletedFlag[];
}

export interface CompletedFlag {
  /** With their dashes: `-o`, `--output`. */
  readonly names: readonly string[];
  readonly description: string;
  /** The candidates for its value; `files`: any path; `any`: no completion. */
  readonly value: "none" | "files" | "any" | readonly string[];
}

/** Candidates for first arguments that are not a closed list: `pod/NAME` is valid too. */
const WORDS: Readonly<Record<string, readonly string[]>> = { explain: ["pod", "graph"] };

/** The commands of a program and their flags, from the definitions behind `--help`. */
export function completedCommands(program: CommandUnknownOpts): readonly CompletedCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: firstSentence(command.description()),
    words: WORDS[command.name()] ?? command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    flags: command.options.filter(({ hidden }) => !hidden).map(completedFlag),
  }));
}

function completedFlag(option: Option): CompletedFlag {
  const names = [option.short, option.long].filter((name) => typeof name === "string");
  return { names, description: firstSentence(option.description), value: valueFor(option) };
}

const FILES = /<(?:file|directory)(?:\.\.\.)?>/;

function valueFor(option: Option): CompletedFlag["value"] {
  if (!option.required && !option.optional) return "none";
  if (option.argChoices !== undefined) return option.argChoices;
  return FILES.test(option.flags) ? "files" : "any";
}

/** On one line, without a default, and without characters that a shell would interpret in quotes. */
function firstSentence(text: string): string {
  const [sentence = ""] = text.split(/[.:;](?:\s|$)| \(default\b/);
  return sentence
    .replaceAll("'", "\u2019")
    .replaceAll(/["`$\\[\]\n]/g, " ")
    .trim();
}
