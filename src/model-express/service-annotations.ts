import { IMAGE_FORM, isImage } from "../kubernetes/image-name.ts";
import { type JsonObject, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { isSubdomain } from "../kubernetes/names.ts";
import { quoted } from "../kubernetes/quoted.ts";
import { KEY_PREFIX } from "./keys.ts";

const PULL_POLICIES: ReadonlySet<string> = new Set(["Always", "IfNotPresent", "Never"]);

const ACCEPTED: Readonly<Record<string, { readonly test: (value: string) => boolean; readonly accepted: string }>> = {
  claim: { test: isSubdomain, accepted: "the name of a PersistentVolumeClaim" },
  "claim-sub-path": { test: isRelativePath, accepted: "a relative path without .." },
  "read-only": { test: (value) => value === "true" || value === "false", accepted: '"true" or "false"' },
  "image-pull-policy": {
    test: (value) => PULL_POLICIES.has(value),
    accepted: '"Always", "IfNotPresent" or "Never"',
  },
  "image-pull-secrets": {
    test: (value) => namesIn(value).every(isSubdomain),
    accepted: "names of Secrets, separated by commas",
  },
  weights: { test: (value) => value === "files" || value === "peers", accepted: '"files" or "peers"' },
  gate: { test: (value) => value === "enabled" || value === "disabled", accepted: '"enabled" or "disabled"' },
  image: { test: isImage, accepted: IMAGE_FORM },
  "token-audience": { test: (value) => /^[\x21-\x7e]{1,256}$/.test(value), accepted: "an audience, without spaces" },
};

/** Without the prefix. docs/keys.md has a line for each. */
export const SERVICE_ANNOTATIONS: readonly string[] = Object.keys(ACCEPTED);

/** One sentence, if the Service cannot be used. `port` is that of gRPC. */
export function findProblem(annotations: JsonObject, port: number | undefined): string | undefined {
  for (const [key, { test, accepted }] of Object.entries(ACCEPTED)) {
    const value = annotation(annotations, key);
    if (value === undefined || (value.length <= LIMITS.value && test(value))) continue;
    const shown = value.length > LIMITS.value ? `longer than ${LIMITS.value} characters` : quoted(value);
    return `annotation ${KEY_PREFIX}${key} is ${shown}; accepted: ${accepted}`;
  }
  if (port === undefined) return NO_PORT;
  return undefined;
}

const NO_PORT =
  "it needs a port named grpc, a port 8001, or a single port, if headless with a number as targetPort; name the port grpc";

/** The names of a list that commas separate. */
export function namesIn(list: string): readonly string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function isRelativePath(path: string): boolean {
  return path !== "" && !path.startsWith("/") && !path.split("/").includes("..");
}

/** The value of one of our annotations. */
export function annotation(annotations: JsonObject, name: string): string | undefined {
  return textAt(annotations, `${KEY_PREFIX}${name}`);
}
