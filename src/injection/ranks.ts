import type { CacheSetting } from "./cache/cache-setting.ts";
import type { Place } from "./cache/places.ts";
import type { Why } from "./command/cause.ts";
import type { PodAnnotations } from "./target/annotations.ts";
import type { Target } from "./target/target.ts";
import { aboutContainer, type Warning } from "./warning.ts";

/** What a leader would get, and what decides whether its ranks have it too. */
export interface LeaderFacts {
  readonly target: Target;
  readonly setting: CacheSetting;
  readonly place: Place;
  /** Whether the leader gets `HF_HOME`. */
  readonly hasHome: boolean;
  readonly annotations: PodAnnotations;
}

/**
 * The rule: ranks must find the cache where their leader has it, or the leader gets the address only. A path that only
 * the leader has is one that its ranks fail to open. The user's own settings and the annotation `models` come from the
 * component's template, so the ranks' pods have them too.
 */
export function ranksLeftOut(facts: LeaderFacts): Warning | undefined {
  const { multinode } = facts.target.detection;
  if (multinode !== "mpirun" && multinode !== "ray") return undefined;
  if (facts.setting.kind === "own" || (isTold(multinode, facts) && isThere(facts))) return undefined;
  const detail = `${multinode} starts ranks in other pods, which would not find this pod's cache; ${FIX[multinode]}`;
  return aboutContainer(facts.target.container.name, { code: "RanksLeftOut", detail });
}

/** Causes with which ranks may write code of models below `HF_HOME`, which other pods would run. */
const CODE: ReadonlySet<Why> = new Set<Why>(["fetch", "file", "code", "settings"]);

/** `mpirun` forwards `HF_HOME`, and none of our other variables; Ray copies `HF_…` (vLLM, `ray_env.py`). */
function isTold(launcher: "mpirun" | "ray", { target, hasHome }: LeaderFacts): boolean {
  const { staysOnline = [] } = target.detection;
  return launcher === "ray" || (hasHome && !staysOnline.some(({ why }) => CODE.has(why)));
}

function isThere({ place, annotations }: LeaderFacts): boolean {
  return place.mode === "shared" || annotations.models !== undefined;
}

const FIX = {
  mpirun: "mount a claim in all pods of the component, and set HF_HOME there in the graph",
  ray: "give the instance a claim in this namespace, or list the models in the component's annotation models",
};
