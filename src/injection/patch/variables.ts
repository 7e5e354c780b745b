import type { JsonObject } from "../../kubernetes/json.ts";
import { isLoopback, parseAddress } from "../../model-express/address.ts";
import { TIMEOUT_VARIABLE } from "../../model-express/pull-container.ts";
import type { AddressedContainer, ContainerDecision, InjectDecision, Pull } from "../decision.ts";
import type { Container } from "../pod/pod.ts";
import { ADDRESS_VARIABLES } from "../target/own-address.ts";

const MODEL_VARIABLE = "MX_PULL_MODEL_";

/**
 * Seconds that the CLI waits for response headers. The server's look-up of a revision takes up to 30 s, which is also
 * the CLI's default, so the default may time out first.
 */
const CLI_TIMEOUT_SECONDS = 120;
/** Bytes. Model Express's default of 32 KiB makes streams slow. */
const STREAM_CHUNK_BYTES = 1_048_576;

/** Every variable of a target. The patch adds those that the container does not have. */
export function buildTargetVariables(
  container: ContainerDecision,
  mode: InjectDecision["mode"],
): readonly JsonObject[] {
  return [
    ...addressVariables(container),
    ...cacheVariables(container),
    ...(needsNoFiles(container, mode) ? [] : [{ name: "MODEL_EXPRESS_NO_SHARED_STORAGE", value: "true" }]),
    ...(container.cache !== undefined && container.isOffline ? [{ name: "HF_HUB_OFFLINE", value: "1" }] : []),
    ...(container.peers?.variables ?? []),
  ];
}

/**
 * Whether the server's disk is mounted, or may be because the server is in the pod itself, or the server is not used. A
 * client interprets success as files on its own disk.
 */
function needsNoFiles({ address, cache }: ContainerDecision, mode: InjectDecision["mode"]): boolean {
  return cache === undefined ? address === undefined || isOwnPods(address) : mode === "shared";
}

function isOwnPods(address: NonNullable<AddressedContainer["address"]>): boolean {
  const stated = typeof address === "object" && "value" in address ? parseAddress(address.value) : undefined;
  return stated !== undefined && isLoopback(stated);
}

function addressVariables({ address }: Pick<AddressedContainer, "address">): readonly JsonObject[] {
  if (address === undefined || address === "stated") return [];
  if ("value" in address) return ADDRESS_VARIABLES.map((name) => ({ name, value: address.value }));
  // Kubernetes expands a reference to an earlier variable, so both have the same value although it is unknown here.
  const [first, second] = ADDRESS_VARIABLES;
  if ("valueFrom" in address)
    return [
      { name: first, ...address },
      { name: second, value: `$(${first})` },
    ];
  return ADDRESS_VARIABLES.map((name) => ({ name, value: `$(${address.reference})` }));
}

function cacheVariables(container: ContainerDecision): readonly JsonObject[] {
  if (container.cache === undefined) return [];
  const { path, directory } = container.cache;
  const { home } = container;
  return [
    { name: "MODEL_EXPRESS_PATH", value: path },
    ...(home === undefined ? [] : [{ name: "HF_HOME", value: home.path }]),
    ...(home === undefined ? [] : [{ name: "HF_MODULES_CACHE", value: home.modules }]),
    { name: "HF_HUB_CACHE", value: directory },
    { name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: directory },
  ];
}

/** The inputs of a pull's variables. */
export interface PullParameters
  extends Pick<Pull, "models" | "endpoint" | "timeoutSeconds" | "isForOffline" | "mayFail"> {
  readonly cache: Pick<Pull["cache"], "directory">;
}

/** Every variable of the pull: the parameters of its script and of the CLI. */
export function buildPullVariables(pull: PullParameters, isStream: boolean): readonly JsonObject[] {
  const { endpoint, cache, timeoutSeconds, isForOffline, mayFail } = pull;
  return [
    { name: "MODEL_EXPRESS_ENDPOINT", ...endpoint },
    { name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: cache.directory },
    { name: "MODEL_EXPRESS_NO_SHARED_STORAGE", value: String(isStream) },
    { name: "MODEL_EXPRESS_TIMEOUT", value: String(CLI_TIMEOUT_SECONDS) },
    ...(isStream ? [{ name: "MODEL_EXPRESS_TRANSFER_CHUNK_SIZE", value: String(STREAM_CHUNK_BYTES) }] : []),
    { name: TIMEOUT_VARIABLE, value: String(timeoutSeconds) },
    ...(mayFail ? [{ name: "MX_PULL_FAILURE", value: "continue" }] : []),
    ...(isForOffline ? [FOR_OFFLINE] : []),
    ...modelVariables(pull.models, 0),
  ];
}

/** Makes a pull fail rather than leave a ref out, which offline look-ups need. */
export const FOR_OFFLINE: JsonObject = { name: "MX_PULL_OFFLINE", value: "true" };

/** The variables for models that an injected pull does not have yet, numbered after the existing ones. */
export function missingModels(existing: Container, models: readonly string[]): readonly JsonObject[] {
  const known = existing.env.filter(({ name }) => name.startsWith(MODEL_VARIABLE));
  const missing = models.filter((model) => !known.some(({ value }) => value === model));
  return modelVariables(missing, known.length);
}

/** Whether a container with the pull's name was injected by us. */
export function isPullOfOurs({ env }: Container): boolean {
  return env.some(({ name }) => name.startsWith(MODEL_VARIABLE));
}

function modelVariables(models: readonly string[], first: number): readonly JsonObject[] {
  return models.map((model, index) => ({ name: `${MODEL_VARIABLE}${first + index}`, value: model }));
}
