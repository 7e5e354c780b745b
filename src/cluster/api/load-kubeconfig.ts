import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { isObject, numberAt } from "../../kubernetes/json.ts";
import { findReadProblem } from "../../text-files/read-problem.ts";
import { readText } from "../../text-files/read-text.ts";
import { noteTokenFiles } from "./token-file.ts";

/** The sources of a kubeconfig, named as the user named them. */
interface Source {
  readonly files: readonly string[];
  /** Where the files come from, for messages. */
  readonly origin: string;
}

/**
 * Loads a kubeconfig, and merges several as kubectl does: of equal names the first file's counts, and so does the first
 * `current-context`; files of `$KUBECONFIG` that do not exist are skipped.
 *
 * @param file default: `$KUBECONFIG`, else `~/.kube/config`
 * @throws {Error} naming the file and what is wrong with it
 */
export function loadKubeconfig(file: string | undefined, context: string | undefined): KubeConfig {
  const { files, origin } = findSource(file);
  const there = files.filter((each) => existsSync(each));
  if (file === "") throw new Error("--kubeconfig is empty; name a kubeconfig");
  if (there.length === 0) throw new Error(`${files.join(", ")} (${origin}): no such file; name a kubeconfig`);
  const config = there.map((each) => loadFile(each, origin)).reduce(merge);
  if (context !== undefined) config.setCurrentContext(context);
  requireContext(config, there.join(", "));
  return config;
}

function findSource(file: string | undefined): Source {
  if (file !== undefined) return { files: [file], origin: "--kubeconfig" };
  const named = (process.env["KUBECONFIG"] ?? "").split(delimiter).filter((each) => each !== "");
  if (named.length > 0) return { files: named, origin: "KUBECONFIG" };
  return { files: [join(homedir(), ".kube", "config")], origin: "the default kubeconfig" };
}

function loadFile(file: string, origin: string): KubeConfig {
  const config = new KubeConfig();
  try {
    const text = readText(file, MOST_BYTES);
    if (text.trim() === "") throw new Error("it is empty");
    config.loadFromString(text);
    noteTokenFiles(config, text, dirname(file));
    config.makePathsAbsolute(dirname(file));
    return config;
  } catch (cause) {
    const why = findReadProblem(cause) ?? describeYaml(cause) ?? `not a kubeconfig: ${firstLine(cause as Error)}`;
    throw new Error(`${file} (${origin}): ${why}`, { cause });
  }
}

/** Explains an error of js-yaml, whose lines and columns count from 0; `undefined` for any other error. */
function describeYaml(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || cause.name !== "YAMLException") return undefined;
  const mark = "mark" in cause && isObject(cause.mark) ? cause.mark : {};
  const [line, column] = [numberAt(mark, "line"), numberAt(mark, "column")];
  const place = line === undefined || column === undefined ? "" : ` in line ${line + 1}, column ${column + 1}`;
  return `its YAML is broken${place}: ${"reason" in cause ? cause.reason : firstLine(cause)}`;
}

function firstLine({ message }: Error): string {
  return message.split("\n", 1)[0] ?? "";
}

/** Thousands of clusters with their certificates. */
const MOST_BYTES = 16 * 1024 * 1024;

function merge(first: KubeConfig, second: KubeConfig): KubeConfig {
  first.clusters = [...first.clusters, ...lacking(first.clusters, second.clusters)];
  first.users = [...first.users, ...lacking(first.users, second.users)];
  first.contexts = [...first.contexts, ...lacking(first.contexts, second.contexts)];
  first.currentContext ||= second.currentContext;
  return first;
}

function lacking<T extends { readonly name: string }>(first: readonly T[], second: readonly T[]): readonly T[] {
  const names = new Set(first.map(({ name }) => name));
  return second.filter(({ name }) => !names.has(name));
}

function requireContext(config: KubeConfig, files: string): void {
  if (config.getCurrentCluster() !== null && config.getCurrentUser() !== null) return;
  throw new Error(`${files}: ${describeContext(config)}`);
}

function describeContext(config: KubeConfig): string {
  if (config.contexts.length === 0) return "it has no contexts, so it is not a kubeconfig";
  const name = config.getCurrentContext();
  const names = config.contexts.map((each) => each.name).join(", ");
  if (!name) return `no current-context is set: choose one with --context (there are: ${names})`;
  const context = config.getContextObject(name);
  if (context === null) return `there is no context ${name} (there are: ${names})`;
  const isUserMissing = config.getCurrentUser() === null;
  const what = isUserMissing ? `user ${context.user}` : `cluster ${context.cluster}`;
  return `the context ${name} names ${what}, which is not there`;
}
