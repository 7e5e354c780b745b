import type { Logger } from "pino";
import { ApiFailure } from "../../cluster/api/api-failure.ts";
import { describeFailure } from "../../cluster/api/describe-failure.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { CONFIG_MAPS } from "../../kubernetes/resource-type.ts";
import type { PullScript } from "../../model-express/pull-script.ts";
import { buildScriptMap } from "../config-map.ts";
import type { ScriptView } from "./script-view.ts";

export interface ScriptReconcilerOptions {
  readonly script: PullScript;
  readonly view: Pick<ScriptView, "needsScript" | "stateIn">;
  readonly writer: Pick<ObjectWriter, "create">;
  readonly now: () => number;
  readonly log: Logger;
}

/** Something that deletes it again and again does not make us write more often. */
const AFTER_WRITE_MS = 10_000;
/** No event reports that a quota or a policy has changed. */
const AFTER_REFUSAL_MS = 1_800_000;

/**
 * Creates the ConfigMap with the pull script in a namespace that lacks it. Never changes or deletes one. Where it cannot be
 * created, pods contain the script.
 */
export class ScriptReconciler {
  readonly #options: ScriptReconcilerOptions;
  /** When the next attempt may be, by namespace. */
  readonly #next = new Map<string, number>();
  readonly #refused = new Set<string>();

  constructor(options: ScriptReconcilerOptions) {
    this.#options = options;
  }

  /** The number of namespaces whose ConfigMap was refused. */
  get refused(): number {
    return this.#refused.size;
  }

  /** Returns the milliseconds until the next attempt, if it must wait. */
  async reconcile(namespace: string): Promise<number | undefined> {
    const { view, now } = this.#options;
    const state = view.stateIn(namespace);
    if (state === "other") this.#warnOfOther(namespace);
    if (!view.needsScript(namespace)) this.#next.delete(namespace);
    if (state !== undefined || !view.needsScript(namespace)) {
      this.#refused.delete(namespace);
      return undefined;
    }
    const wait = (this.#next.get(namespace) ?? 0) - now();
    return wait > 0 ? wait : this.#create(namespace);
  }

  async #create(namespace: string): Promise<number | undefined> {
    const { script, writer, now, log } = this.#options;
    this.#next.set(namespace, now() + AFTER_WRITE_MS);
    try {
      const reference = { type: CONFIG_MAPS, namespace, name: script.name };
      const created = await writer.create(reference, buildScriptMap(script, namespace));
      // If one exists already, the watch shows it.
      if (created !== undefined) log.info({ namespace, configMap: script.name }, "pull script is written");
      this.#refused.delete(namespace);
      return undefined;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#next.set(namespace, now() + AFTER_REFUSAL_MS);
      this.#warnOfRefusal(namespace, error);
      return AFTER_REFUSAL_MS;
    }
  }

  #warnOfRefusal(namespace: string, error: ApiFailure): void {
    const { script, log } = this.#options;
    const level = this.#refused.has(namespace) ? "debug" : "warn";
    this.#refused.add(namespace);
    const line = { namespace, configMap: script.name, error: describeFailure(error) };
    log[level](line, "pull script cannot be written; pods of the namespace contain it");
  }

  #warnOfOther(namespace: string): void {
    const { script, log } = this.#options;
    const line = { namespace, configMap: script.name };
    log.warn(line, "ConfigMap is not the pull script; pods of the namespace contain it. Delete the ConfigMap");
  }
}

/** A quota, a policy, missing permission or a namespace that ends: the same request fails again. */
function isRefusal(error: unknown): error is ApiFailure {
  return error instanceof ApiFailure && error.status >= 400 && error.status < 500 && ![401, 429].includes(error.status);
}
