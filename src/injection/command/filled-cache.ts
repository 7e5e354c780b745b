import { baseName } from "./engine.ts";
import { startedProgram } from "./inert.ts";
import { listOtherCommands } from "./other-commands.ts";
import type { CommandLine } from "./simple-commands.ts";
import type { StartedEngine } from "./started-engine.ts";

/** The end of the default `HF_HOME`, in any home. */
const DEFAULT_HOME = "/.cache/huggingface";
/** Other files there than models. */
const OTHER_FILE = /\/(?:token|stored_tokens|accelerate|datasets|assets|xet)(?:\/|$)/;

/** Programs that put no models into a directory that they name. */
const READING = new Set(
  `[ [[ alias cat chmod chown declare df du echo export find grep ls local mkdir printf readonly rm rmdir set stat test
  touch tree typeset unset wc`.split(/\s+/),
);

/** How a container's text uses the default `HF_HOME`. */
export function findDefaultHome(
  line: CommandLine,
  engines: readonly StartedEngine[],
): { readonly namesDefaultHome?: true; readonly fillsDefaultCache?: true } {
  const isNamed = line.argv.some((word) => word.includes(DEFAULT_HOME));
  return {
    ...(isNamed ? { namesDefaultHome: true } : {}),
    ...(entersDefaultHome(line) || fillsDefaultCache(line, engines) ? { fillsDefaultCache: true } : {}),
  };
}

/**
 * Whether the script puts models into the hub's default directory, by `cp`, `ln`, `aws s3 sync`, …: the engine reads them
 * there as long as no variable names another directory.
 */
function fillsDefaultCache(line: CommandLine, engines: readonly StartedEngine[]): boolean {
  const others = listOtherCommands(line, engines);
  return others.some((words) => words.some(isInDefaultHome) && !READING.has(baseName(startedProgram(words) ?? "")));
}

const ENTERING = /\b(?:cd|pushd)\s+\S*\/\.cache\/huggingface/;

/** Whether it works there, so that later commands need not name the directory. */
function entersDefaultHome({ argv }: CommandLine): boolean {
  return argv.some((word) => ENTERING.test(word));
}

function isInDefaultHome(word: string): boolean {
  return word.includes(DEFAULT_HOME) && !OTHER_FILE.test(word);
}
