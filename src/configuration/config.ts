import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import leven from "leven";
import { parse } from "yaml";
// Not `{ z }`: esbuild cannot tree-shake that object, which costs 11 MB of memory.
import * as z from "zod";
import { cutRepository } from "../injection/pull-image.ts";
import { GATES, MODES, OFFLINES, type Settings, WEIGHTS } from "../injection/settings.ts";
import { parseMountPath } from "../injection/target/annotations.ts";
import { parseDuration } from "../kubernetes/duration.ts";
import { isSubdomain } from "../kubernetes/names.ts";
import { MOST_QUANTITY_LENGTH, POSITIVE_QUANTITY_PATTERN, QUANTITY_PATTERN } from "../kubernetes/quantity.ts";
import { isUrl } from "../model-express/address.ts";
import { SERVER_IMAGE } from "../model-express/server-image.ts";
import { version } from "../version.ts";
import { CONFIG_OPTIONS, toFlag } from "./options.ts";
import { peers, peersSettings } from "./peers-config.ts";

const CONFIG_API_VERSION = "config.modelexpress.nvidia.com/v1alpha1";
const CONFIG_KIND = "InjectorConfiguration";

/** An unusable configuration. The message is one sentence with the place, the cause and the fix. */
export class ConfigError extends Error {}

const objectName = z.string().refine(isSubdomain, "expected a Kubernetes object name");
/** Kubernetes also accepts numbers as quantities. The API server would refuse every pod with a negative one. */
const quantity = acceptQuantity(QUANTITY_PATTERN, "expected a quantity such as 500m or 200Gi");
const volumeSize = acceptQuantity(POSITIVE_QUANTITY_PATTERN, "expected a size such as 200Gi");
const quantities = z.record(z.string(), quantity);
const duration = z.string().refine((text) => parseDuration(text) !== undefined, "expected a duration such as 90m");
const url = z.string().refine(isUrl, "expected http://host:port or https://host:port");
const mountPath = z.string().refine((path) => parseMountPath(path) === path, "expected an absolute path");

const pull = z.strictObject({
  image: z.string().min(1).default(SERVER_IMAGE),
  allowedImages: z.array(z.string().min(1)).optional(),
  imagePullPolicy: z.enum(["Always", "IfNotPresent", "Never"]).optional(),
  timeout: duration.default("2h"),
  resources: z.strictObject({ requests: quantities.default({}), limits: quantities.default({}) }).prefault({}),
  imagePullSecrets: z.array(objectName).default([]),
});

const stream = z
  .strictObject({ storageClass: objectName.optional(), size: volumeSize.optional() })
  .refine(({ storageClass, size }) => storageClass === undefined || size !== undefined, {
    message: "storageClass needs a size",
  });

/** The schema of an `InjectorConfiguration` file. */
export const configSchema = z.strictObject({
  apiVersion: z.literal(CONFIG_API_VERSION).default(CONFIG_API_VERSION),
  kind: z.literal(CONFIG_KIND).default(CONFIG_KIND),
  defaultUrl: url.optional(),
  globalNamespaces: z.array(objectName).default([]),
  path: mountPath.default("/model-express"),
  mode: z.enum(MODES).default("auto"),
  offline: z.enum(OFFLINES).default("auto"),
  gate: z.enum(GATES).default("disabled"),
  clusterDomain: z.union([z.literal(""), objectName]).default(""),
  stream: stream.prefault({}),
  pull: pull.prefault({}),
  // Without a default, as all of `peers`: the hash of a configuration that is silent about them stays what it was.
  weights: z.enum(WEIGHTS).optional(),
  peers: peers.optional(),
});

/** An `InjectorConfiguration` with defaults. */
export type Config = z.infer<typeof configSchema>;

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
 * @throws {ConfigError}
 */
export function loadConfig(
  source: string | ConfigText | undefined,
  overrides: Readonly<Record<string, string>>,
): Config {
  const config = typeof source === "string" ? readConfig(source) : source;
  const document = config === undefined ? {} : documentIn(config);
  for (const [key, text] of Object.entries(overrides)) assign(document, key.split("."), text);
  const result = configSchema.safeParse(document);
  if (result.success) return result.data;
  const flagged = result.error.issues.flatMap((issue) => flagProblem(issue, overrides) ?? []);
  if (flagged.length > 0) throw new ConfigError(flagged.join("; "));
  throw new ConfigError(`${config?.name ?? "configuration"}: ${result.error.issues.map(describeIssue).join("; ")}`);
}

/** Explains the problem if it is in the value of a flag or its environment variable. */
function flagProblem(issue: z.core.$ZodIssue, overrides: Readonly<Record<string, string>>): string | undefined {
  const key = issue.path.filter((part) => typeof part === "string").join(".");
  const text = overrides[key];
  const option = CONFIG_OPTIONS.find((each) => each.key === key);
  if (text === undefined || option === undefined) return undefined;
  const accepted = issue.code === "invalid_value" ? `accepted: ${issue.values.join(", ")}` : issue.message;
  return `--${toFlag(option.key)} is ${JSON.stringify(text)}; ${accepted}`;
}

/** Converts the configuration to the settings of the decision. */
export function toSettings(config: Config, pullScript: string): Settings {
  const { stream, pull } = config;
  return {
    version,
    configHash: createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, 8),
    defaultUrl: config.defaultUrl,
    globalNamespaces: config.globalNamespaces,
    clusterDomain: config.clusterDomain,
    gate: config.gate,
    path: config.path,
    mode: config.mode,
    offline: config.offline,
    stream: { storageClass: stream.storageClass, size: stream.size },
    pull: {
      image: pull.image,
      allowedImages: pull.allowedImages ?? [cutRepository(pull.image)],
      allowsDeployed: pull.allowedImages === undefined,
      imagePullPolicy: pull.imagePullPolicy,
      imagePullSecrets: pull.imagePullSecrets,
      timeoutSeconds: Math.ceil(parseDuration(pull.timeout) ?? 0),
      resources: pull.resources,
      script: pullScript,
    },
    peers: peersSettings(config),
  };
}

function acceptQuantity(pattern: string, message: string) {
  const text = z.string().max(MOST_QUANTITY_LENGTH, message).regex(new RegExp(pattern), message);
  return z.union([z.string(), z.number().transform(String)]).pipe(text);
}

/** Options with comma-separated lists. */
const LISTS = new Set(["globalNamespaces"]);

type Document = { [key: string]: unknown };

function readConfig(file: string): ConfigText {
  return attempt(file, () => ({ name: file, text: readFileSync(file, "utf8") }));
}

function documentIn({ name, text }: ConfigText): Document {
  const value = attempt<unknown>(name, () => parse(text) ?? {});
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Document;
  throw new ConfigError(`${name}: expected a ${CONFIG_KIND} object`);
}

/** Explains a file that cannot be read. */
function describeCause(cause: unknown): string {
  const { code } = cause as { code?: string };
  if (code === "ENOENT") return "no such file (--config)";
  if (code === "EISDIR") return "it is a directory; --config takes a file";
  return cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
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

function describeIssue(issue: z.core.$ZodIssue): string {
  const at = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return `${at === "" ? "" : `${at}: `}${issue.message}`;
  return issue.keys.map((key) => `unknown key ${at === "" ? "" : `${at}.`}${key}${suggestionFor(key)}`).join("; ");
}

function suggestionFor(key: string): string {
  const known = [
    "imagePullPolicy",
    "pull.allowedImages",
    "imagePullSecrets",
    "resources",
    "resourcePerGpu",
    "ipcLock",
    "artifacts",
    "images",
    ...CONFIG_OPTIONS.map((option) => option.key),
  ];
  const names = known.map((name) => name.split(".").at(-1) ?? name);
  const distance = (name: string): number => leven(name.toLowerCase(), key.toLowerCase());
  const [nearest] = names.sort((a, b) => distance(a) - distance(b));
  return nearest !== undefined && distance(nearest) <= 3 ? ` (did you mean ${nearest}?)` : "";
}
