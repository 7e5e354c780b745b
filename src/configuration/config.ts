import { parse } from "yaml";
import { findReadProblem } from "../text-files/read-problem.ts";
import { readText } from "../text-files/read-text.ts";
import { ConfigError } from "./config-error.ts";
import { describeFlagIssue, describeIssue } from "./config-problems.ts";
import { CONFIG_KIND, type Config, configSchema } from "./config-schema.ts";
import { toFlag } from "./options.ts";

/** The text of an `InjectorConfiguration`, and its name in messages. */
export interface ConfigText {
  readonly name: string;
  readonly text: string;
}

/**
 * Loads the configuration. Precedence: flag, environment variable, file, default.
 *
 * @param source the file, or its text
 * @param overrides texts by key, from flags and the environment
 * @param origin names the flag or variable of an override
 * @throws {ConfigError}
 */
export function loadConfig(
  source: string | ConfigText | undefined,
  overrides: Readonly<Record<string, string>>,
  origin: (key: string) => string = (key) => `--${toFlag(key)}`,
): Config {
  const config = typeof source === "string" ? readConfig(source) : source;
  const document = config === undefined ? {} : documentIn(config);
  for (const [key, text] of Object.entries(overrides)) assign(document, key.split("."), text);
  const result = configSchema.safeParse(document);
  if (result.success) return result.data;
  const flagged = result.error.issues.flatMap((issue) => describeFlagIssue(issue, overrides, origin) ?? []);
  if (flagged.length > 0) throw new ConfigError([...new Set(flagged)].join("; "));
  throw new ConfigError(
    `${config?.name ?? "configuration"}: ${result.error.issues.map((issue) => describeIssue(issue, document)).join("; ")}`,
  );
}

/** What a ConfigMap can have. */
const MOST_BYTES = 1024 * 1024;

/** Options with comma-separated lists. */
const LISTS = new Set(["globalNamespaces"]);

type Document = { [key: string]: unknown };

function readConfig(file: string): ConfigText {
  return attempt(file, () => ({ name: file, text: readText(file, MOST_BYTES) }));
}

function documentIn({ name, text }: ConfigText): Document {
  const value = attempt<unknown>(name, () => parse(text) ?? {});
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Document;
  throw new ConfigError(`${name}: expected an ${CONFIG_KIND} object`);
}

/** Explains a file that cannot be read. */
function describeCause(cause: unknown): string {
  const problem = findReadProblem(cause);
  if (problem !== undefined) return `${problem} (--config)`;
  return cause instanceof Error ? (cause.message.split("\n")[0] ?? "").replace(/:$/, "") : String(cause);
}

function attempt<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new ConfigError(`${name}: ${describeCause(cause)}`, { cause });
  }
}

function assign(document: Document, path: readonly string[], text: string): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    document[key] = LISTS.has(key) ? text.split(",").map((part) => part.trim()) : text;
    return;
  }
  const inner = document[key];
  const object = typeof inner === "object" && inner !== null ? { ...inner } : {};
  document[key] = object;
  assign(object, rest, text);
}
