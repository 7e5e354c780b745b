import { type Dirent, opendirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { ManifestBudget } from "@model-express-injector/yaml-weaving/manifest-budget.ts";
import { readManifests } from "@model-express-injector/yaml-weaving/read-manifests.ts";
import { describeReadProblem } from "../../text-files/read-problem.ts";
import { readText } from "../../text-files/read-text.ts";
import { EXIT, Failure } from "../failure.ts";
import { readOrFail } from "../file-problem.ts";
import { quoteWord } from "../format-command.ts";

/** A manifest file, or standard input. */
export interface InputFile {
  readonly name: string;
  readonly source: string;
  readonly manifests: Manifest[];
}

const STDIN = 0;
/** What messages call standard input. */
export const STDIN_NAME = "standard input";

/**
 * Reads manifests: files, the files of directories, and `-` for standard input.
 *
 * @throws {Failure} or a ManifestError, each with the file's name, also if they are more than fits in memory
 */
export function readInputs(paths: readonly string[]): readonly InputFile[] {
  if (paths.filter((path) => path === "-").length > 1) {
    throw new Failure("standard input (-) can be read only once", EXIT.usage);
  }
  const files = paths.flatMap((path) => (path === "-" ? [path] : filesAt([path], "-f")));
  const budget = new ManifestBudget();
  return files.map((file) => readInput(file, budget));
}

function readInput(file: string, budget: ManifestBudget): InputFile {
  const [name, flag, place] = file === "-" ? [STDIN_NAME, "-f -", STDIN] : [file, "-f", file];
  const source = readOrFail(`${name} (${flag})`, () => readText(place, budget.bytes));
  return { name, source, manifests: readManifests(source, name, budget) };
}

/** The extensions that `kubectl apply -f DIRECTORY` reads. */
const MANIFEST = /\.(ya?ml|json)$/;

/**
 * Expands directories to the manifest files in them.
 *
 * @param flag the flag of the paths, for messages
 * @throws {Failure} if one cannot be read
 */
export function filesAt(paths: readonly string[], flag: string): readonly string[] {
  return paths.flatMap((path) => {
    if (path === "-") throw new Failure(`- (${flag}): standard input is read by -f only; name a file`, EXIT.usage);
    if (!requireStat(path, flag).isDirectory()) return [path];
    const files = readOrFail(`${path} (${flag})`, () => listManifests(path, flag));
    if (files.length === 0) throw new Failure(`${path} (${flag}): no .yaml, .yml or .json file is in this folder`);
    return files.map((name) => join(path, name));
  });
}

const MOST_FILES = 10_000;

function listManifests(path: string, flag: string): readonly string[] {
  const folder = opendirSync(path);
  try {
    const names: string[] = [];
    for (let entry: Dirent | null = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (MANIFEST.test(entry.name)) names.push(entry.name);
      if (names.length > MOST_FILES) throw new Failure(`${path} (${flag}): ${TOO_MANY_FILES}`);
    }
    return names.sort();
  } finally {
    folder.closeSync();
  }
}

const TOO_MANY_FILES = `more than ${MOST_FILES.toLocaleString("en")} manifests are in this folder; name those that matter`;

function requireStat(path: string, flag: string) {
  try {
    return statSync(path);
  } catch (cause) {
    if (path === "") throw new Failure(`${flag} is empty; name ${whatFor(flag)}`, EXIT.usage, cause);
    const why = /^https?:\/\//.test(path) ? NO_URLS : describeCause(cause, path, flag);
    throw new Failure(`${path} (${flag}): ${why}`, undefined, cause);
  }
}

const NO_URLS = "URLs are not read; download it first, for example with curl, and pipe it to -f -";

function describeCause(cause: unknown, path: string, flag: string): string {
  const { code } = cause as { code?: string };
  if (code === "ENOENT" || code === "ENOTDIR") return `no such file; ${hintAt(path, flag) ?? `name ${whatFor(flag)}`}`;
  return describeReadProblem(cause);
}

/** For names that a shell or kubectl would have taken apart. */
function hintAt(path: string, flag: string): string | undefined {
  if (path.startsWith("~")) return "the shell replaces ~ only at the beginning of a word: write $HOME";
  if (/[*?[]/.test(path)) return "the shell replaces * and ? only outside of quotes, and where a file matches";
  if (path.includes(",")) return `separate files with blanks: ${flag} ${path.split(",").map(quoteWord).join(" ")}`;
  return undefined;
}

function whatFor(flag: string): string {
  return flag === "-f" ? "a manifest, a folder of them, or - for standard input" : "manifests of the cluster";
}
