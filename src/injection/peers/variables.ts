import type { JsonObject } from "../../kubernetes/json.ts";
import type { StartedEngine } from "../command/started-engine.ts";
import type { PeersSettings } from "../settings.ts";
import type { Target } from "../target/target.ts";
import { digestWords } from "./digest.ts";
import { PEER_ARGUMENTS } from "./load-format.ts";
import type { EnginePorts } from "./ports.ts";

/** One of a pod's containers that load from peers. */
export interface PeerContainer {
  readonly target: Target;
  readonly engines: readonly StartedEngine[];
  readonly isGms: boolean;
  /** Its own ports, if the pod has several such containers. */
  readonly ports: EnginePorts | undefined;
}

/** The variables of an engine that loads from peers, in addition to those of every container. */
export function peersVariables(
  { target, engines, isGms, ports }: PeerContainer,
  pod: readonly Target[],
  settings: PeersSettings,
): readonly JsonObject[] {
  return [
    { name: "MX_P2P_METADATA", value: "1" },
    fieldVariable("POD_NAME", "metadata.name"),
    fieldVariable("POD_UID", "metadata.uid"),
    fieldVariable("POD_NAMESPACE", "metadata.namespace"),
    ...readyVariable(target, pod),
    ...(ports === undefined || isGms ? [] : portVariables(ports)),
    ...(isGms ? [{ name: "MX_ENABLED", value: "1" }] : []),
    ...(settings.hasArtifacts ? artifactVariables(engines) : []),
    ...statedVariables(target, settings),
  ];
}

function fieldVariable(name: string, fieldPath: string): JsonObject {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** Dynamo's port of health checks, where a source waits until its worker is ready. */
const PORT = "DYN_SYSTEM_PORT";

/** Containers of a pod share their ports. A URL that never responds would keep the engine from becoming a source. */
function readyVariable(target: Target, pod: readonly Target[]): readonly JsonObject[] {
  const ports = [target, ...pod].map(({ environment }) => environment.variables.get(PORT));
  const port = ports.find((value) => value !== undefined && isPort(value));
  return port === undefined ? [] : [{ name: "MX_ARTIFACT_READY_URL", value: `http://127.0.0.1:${port}/health` }];
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}

function portVariables({ metadata, worker }: EnginePorts): readonly JsonObject[] {
  return [
    { name: "MX_METADATA_PORT", value: String(metadata) },
    { name: "MX_WORKER_GRPC_PORT", value: String(worker) },
  ];
}

/** Engines with different arguments compile different kernels, so their digests must differ. */
function artifactVariables(engines: readonly StartedEngine[]): readonly JsonObject[] {
  const digest = configurationDigest(engines);
  if (digest === undefined) return [];
  return [
    { name: "MX_ARTIFACT_TRANSFER", value: "1" },
    { name: "MX_ARTIFACT_COMPILE_CONFIG_DIGEST", value: digest },
  ];
}

/** Of the only engine's arguments, without ours; `undefined` if one is known only at run time. */
export function configurationDigest([engine, ...others]: readonly StartedEngine[]): string | undefined {
  if (engine === undefined || others.length > 0 || engine.hasHiddenArguments) return undefined;
  return digestWords([engine.name, ...withoutOurs(engine)]);
}

function withoutOurs({ loader, args }: StartedEngine): readonly string[] {
  const ours = loader === "vllm" || loader === "sglang" ? PEER_ARGUMENTS[loader] : [];
  const start = args.findIndex((_, at) => ours.length > 0 && ours.every((word, index) => args[at + index] === word));
  return start < 0 ? args : [...args.slice(0, start), ...args.slice(start + ours.length)];
}

function statedVariables(target: Target, settings: PeersSettings): readonly JsonObject[] {
  const hidden = hiddenVariables(target, settings);
  return Object.entries(settings.env)
    .filter(([name]) => !hidden.includes(name))
    .map(([name, value]) => ({ name, value }));
}

/** The configured variables that `envFrom` may define, which stay the user's. */
export function hiddenVariables({ environment }: Target, { env }: PeersSettings): readonly string[] {
  const { isOpen, isAssumedUnset, variables } = environment;
  if (!isOpen) return [];
  return Object.keys(env).filter((name) => !variables.has(name) && isAssumedUnset?.(name) !== true);
}
