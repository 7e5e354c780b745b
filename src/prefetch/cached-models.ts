import type { ModelExpress } from "../deployment/model-express.ts";
import type { ModelStatus } from "../deployment/model-express-status.ts";
import { formatModelName, parseModelName } from "./model-name.ts";

/** A pod that was given an instance. */
export interface UsingPod {
  /** `namespace/name`. */
  readonly name: string;
  /** `namespace/name`. */
  readonly instance: string;
  readonly models: readonly string[];
}

/** A model of an instance, as far as its status and its pods say. */
export interface CachedModel extends Omit<ModelStatus, "phase"> {
  /** `Unknown`: pods pull it, and no Job did. */
  readonly phase: ModelStatus["phase"] | "Unknown";
  /** It is one of `spec.models`. */
  readonly isListed: boolean;
  /** `namespace/name` each, in order. */
  readonly pods: readonly string[];
}

/** What the status of an instance says of its cache, and what else its pods pull. */
export function readCachedModels(instance: ModelExpress, pods: readonly UsingPod[]): readonly CachedModel[] {
  const own = pods.filter((pod) => pod.instance === `${instance.namespace}/${instance.name}`);
  const users = (model: string): string[] => own.filter(({ models }) => models.includes(model)).map(({ name }) => name);
  const listed = new Set(instance.spec.models);
  const known = (instance.status.models ?? []).map((status) => {
    const model = formatModelName(status);
    return { ...status, isListed: listed.has(model), pods: users(model).sort() };
  });
  const awaited = [...listed]
    .filter((model) => !known.some((each) => formatModelName(each) === model))
    .map((model) => ({
      ...parseModelName(model),
      phase: "Pending" as const,
      message: "the controller has not looked at it yet",
      isListed: true,
      pods: users(model).sort(),
    }));
  const names = new Set([...known, ...awaited].map(formatModelName));
  const others = [...new Set(own.flatMap(({ models }) => models))].filter((model) => !names.has(model));
  const unknown = others.map((name) => ({
    name,
    phase: "Unknown" as const,
    isListed: false,
    pods: users(name).sort(),
  }));
  return [...known, ...awaited, ...unknown];
}
