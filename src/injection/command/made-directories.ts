import { baseName } from "./engine.ts";
import { startedProgram } from "./inert.ts";
import type { ModelReference } from "./model-reference.ts";
import { listOtherCommands } from "./other-commands.ts";
import type { CommandLine } from "./simple-commands.ts";
import type { StartedEngine } from "./started-engine.ts";

/** Programs that make directories which they name. */
const MAKING = new Set(
  `aria2c aws azcopy bunzip2 bsdtar cp gcloud git gsutil install ln mc mkdir mv oras rclone rsync s5cmd scp tar unzip
  wget`.split(/\s+/),
);
/** Flags of any program with a directory for its output: `--local-dir`, `--output_dir`, `--dest`. */
const OUTPUT = /local|out|dest|save|target/i;
/** No flag's name is longer. */
const MOST_FLAG = 64;

/**
 * Marks models that may be directories which the script makes before it starts its engine: `hf download org/name
 * --local-dir org/name`, `mv /data/x name`. An engine takes `org/name` for a relative path if there is one.
 */
export function markMade(
  models: readonly ModelReference[],
  line: CommandLine,
  engines: readonly StartedEngine[],
): readonly ModelReference[] {
  if (!models.some(({ kind }) => kind === "hub")) return models;
  const made = listMade(line, engines);
  if (made.size === 0) return models;
  return models.map((model) => {
    if (model.kind !== "hub" || model.revision !== undefined || !isMade(model.id, made)) return model;
    return { kind: "relative", path: model.id, flag: model.flag };
  });
}

function isMade(id: string, made: ReadonlySet<string>): boolean {
  return made.has(id) || made.has(id.slice(0, Math.max(id.indexOf("/"), 0)));
}

/** The relative paths that the other commands may make. */
function listMade(line: CommandLine, engines: readonly StartedEngine[]): ReadonlySet<string> {
  const paths = listOtherCommands(line, engines).flatMap((words) => {
    const makesAny = MAKING.has(baseName(startedProgram(words) ?? ""));
    return words.flatMap((word, at) => {
      const equals = word.indexOf("=");
      if (word.startsWith("-") && equals > 0) return isOutput(word.slice(0, equals)) ? [word.slice(equals + 1)] : [];
      return makesAny || isOutput(words[at - 1] ?? "") ? [word] : [];
    });
  });
  return new Set(paths.map(trimPath).filter((path) => path !== ""));
}

function isOutput(flag: string): boolean {
  return flag.startsWith("-") && flag.length <= MOST_FLAG && OUTPUT.test(flag);
}

function trimPath(path: string): string {
  const start = path.startsWith("./") ? 2 : 0;
  return path.slice(start, path.endsWith("/") ? -1 : undefined);
}
