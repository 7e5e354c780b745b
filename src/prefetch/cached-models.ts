import type { ModelExpress } from "../deployment/model-express.ts";
import type { ModelStatus } from "../deployment/model-express-status.ts";
import { toKey } from "../kubernetes/object-key.ts";
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
  const key = toKey(instance);
  const uses = pods.filter((pod) => pod.instance === key).flatMap(listUses);
  const usesOf = Map.groupBy(uses, ({ model }) => model);
  const listed = new Set(instance.spec.models);
  const recorded = new Map((instance.status.models ?? []).map((status) => [formatModelName(status), status]));
  const all = new Set([...recorded.keys(), ...listed, ...usesOf.keys()]);
  return [...all].map((model) => {
    const isListed = listed.has(model);
    const state = recorded.get(model) ?? { ...parseModelName(model), ...(isListed ? AWAITED : UNRECORDED) };
    const users = (usesOf.get(model) ?? []).map(({ pod }) => pod).sort();
    return { ...state, isListed, pods: users };
  });
}

const AWAITED = { phase: "Pending", message: "the controller has not looked at it yet" } as const;
const UNRECORDED = { phase: "Unknown" } as const;

function listUses({ name, models }: UsingPod): readonly { readonly model: string; readonly pod: string }[] {
  return [...new Set(models)].map((model) => ({ model, pod: name }));
}
