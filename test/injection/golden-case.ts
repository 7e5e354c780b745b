import { type DirectoryKind, MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import type { PodRequest } from "../../src/injection/decide.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import type { MountedScript, Settings } from "../../src/injection/settings.ts";
import { type JsonObject, objectAt, textAt } from "../../src/kubernetes/json.ts";
import type { Directory } from "../../src/model-express/directory.ts";
import type { Actual } from "./golden/describe.ts";
import { type ExpandedCase, readCases } from "./golden/read-cases.ts";

/** Replaces the text of the pull script, on which decisions do not depend. */
const SCRIPT = "<pull.sh>";

/** The same for pods that mount it. */
export const MOUNTED: MountedScript = {
  name: "model-express-pull-0123456789",
  text: SCRIPT,
  digest: "<sha256>",
  loader: "<load-pull.sh>",
};

/** A case of `golden/cases`, as input of the code under test. */
export interface GoldenCase extends ExpandedCase {
  readonly request: PodRequest;
  readonly directory: Directory;
  readonly settings: Settings;
}

let known: readonly GoldenCase[] | undefined;

/** Files that follow one another in a process share what they read: it takes a second. */
export function goldenCases(): readonly GoldenCase[] {
  known ??= readCases().map((one) => ({
    ...one,
    request: { namespace: textAt(objectAt(one.pod, "metadata"), "namespace") ?? "default", object: one.pod },
    directory: directoryOf(one.cluster),
    settings: settingsFor(one),
  }));
  return known;
}

/** The result of the code under test. */
export function mutateGolden({ request, directory, settings }: GoldenCase): Actual {
  const { reason, decision, operations } = mutatePod(request, directory, settings);
  return { reason, warnings: decision.warnings.map(({ code }) => code), patch: operations };
}

function directoryOf(objects: readonly JsonObject[]): Directory {
  const memory = new MemoryDirectory();
  for (const object of objects) {
    const kind = object["kind"];
    if (!isDirectoryKind(kind)) {
      throw new Error(`a cluster of a golden has no ${kind}`);
    }
    memory.set(kind, object);
  }
  return memory;
}

function settingsFor({ name, config }: ExpandedCase): Settings {
  const head = { apiVersion: "config.modelexpress.nvidia.com/v1alpha1", kind: "InjectorConfiguration" };
  const source = config === undefined ? undefined : { name, text: JSON.stringify({ ...head, ...config }) };
  const settings = toSettings(loadConfig(source, {}), SCRIPT, MOUNTED);
  return { ...settings, version: "1.2.3", configHash: "c0ffee00", gates: "served" };
}

const KINDS: ReadonlySet<unknown> = new Set<DirectoryKind>([
  "Service",
  "PersistentVolumeClaim",
  "Namespace",
  "DynamoGraphDeployment",
  "ModelExpress",
  "ConfigMap",
]);

function isDirectoryKind(kind: unknown): kind is DirectoryKind {
  return KINDS.has(kind);
}
