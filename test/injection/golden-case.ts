import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readManifests } from "@model-express-injector/yaml-weaving/read-manifests.ts";
import { EmbeddedDirectory } from "../../src/cluster/embedded-directory.ts";
import { loadConfig, settingsOf } from "../../src/configuration/config.ts";
import type { PodRequest } from "../../src/injection/decide.ts";
import type { AddOperation } from "../../src/injection/patch/patch.ts";
import type { Settings } from "../../src/injection/settings.ts";
import type { Directory } from "../../src/model-express/directory.ts";

/** Stands for the text of the pull script, which is no matter of the decision's. */
export const SCRIPT = "<pull.sh>";

/** What a golden folder says: a pod in a cluster, and what has to become of it. */
export interface GoldenCase {
  /** The folder's name, a sentence. */
  readonly name: string;
  readonly request: PodRequest;
  readonly directory: Directory;
  readonly settings: Settings;
  readonly reason: string;
  /** The codes of the warnings, in order. */
  readonly warnings: readonly string[];
  readonly patch: readonly AddOperation[];
}

const FOLDER = new URL("golden/", import.meta.url);

export function goldenCases(): readonly GoldenCase[] {
  return readdirSync(FOLDER).sort().map(readCase);
}

function readCase(name: string): GoldenCase {
  const file = (leaf: string): URL => new URL(`${encodeURIComponent(name)}/${leaf}`, FOLDER);
  const path = (leaf: string): string => decodeURIComponent(file(leaf).pathname);
  const source = readFileSync(file("pod.yaml"), "utf8");
  const [pod] = readManifests(source, `${name}/pod.yaml`);
  const object = pod?.value as { metadata?: { namespace?: string } };
  const optional = (leaf: string): string[] => (existsSync(file(leaf)) ? [path(leaf)] : []);
  const config = loadConfig(optional("config.yaml")[0], {});
  return {
    name,
    request: { namespace: object?.metadata?.namespace ?? "default", object },
    directory: new EmbeddedDirectory(optional("cluster.yaml")),
    settings: { ...settingsOf(config, SCRIPT), version: "1.2.3", configHash: "c0ffee00" },
    ...expectation(source, name),
    patch: JSON.parse(readFileSync(file("patch.json"), "utf8")) as AddOperation[],
  };
}

/** The pod's first comment lines: `# reason: SharedPull` and, where there are some, `# warnings: LocalModel, …`. */
function expectation(source: string, name: string): Pick<GoldenCase, "reason" | "warnings"> {
  const reason = /^# reason: (\w+)$/m.exec(source)?.[1];
  if (reason === undefined) throw new Error(`${name}/pod.yaml has no comment "# reason: …"`);
  const warnings = /^# warnings: (.+)$/m.exec(source)?.[1]?.split(", ") ?? [];
  return { reason, warnings };
}
