import type { CacheSetting } from "./cache/cache-setting.ts";
import { forwardsHome } from "./cache/hf-home.ts";
import type { Place } from "./cache/places.ts";
import type { Cause, Why } from "./command/cause.ts";
import type { PodAnnotations } from "./target/annotations.ts";
import type { Target } from "./target/target.ts";
import { aboutContainer, type Warning } from "./warning.ts";

/** What a leader would get, and the facts that decide whether its ranks have it too. */
export interface LeaderFacts {
  readonly target: Target;
  readonly setting: CacheSetting;
  readonly place: Place;
  /** Whether the leader gets `HF_HOME`. */
  readonly hasHome: boolean;
}

/**
 * The rule: ranks must find the cache at their leader's path, or the leader gets the address only. Their pods get the
 * same volume at the same path. Ray copies the leader's variables to them (`HF_…`; vLLM, `ray_env.py`), and `mpirun`
 * those that its command lists. The user's own settings are in the component's template, so the ranks' pods have them
 * too.
 */
export function ranksLeftOut({ target, setting, place, hasHome }: LeaderFacts): Warning | undefined {
  if (target.detection.multinode !== "mpirun" || setting.kind === "own") return undefined;
  if (hasHome && forwardsHome(target) && !sharesCode(target, place)) return undefined;
  const detail = `mpirun starts ranks in other pods, which would not find this pod's cache; ${FIX}`;
  return aboutContainer(target.container.name, { code: "RanksLeftOut", detail });
}

const FIX = "mount a claim in all pods of the component, and set HF_HOME there in the graph";

/** Causes for ranks to write code of models below `HF_HOME`. On a claim, other pods would run it. */
const CODE: ReadonlySet<Why> = new Set<Why>(["fetch", "file", "code", "settings"]);

function sharesCode({ detection: { staysOnline = [] } }: Target, { mode }: Place): boolean {
  return mode === "shared" && staysOnline.some(({ why }) => CODE.has(why));
}

/**
 * A leader that streams stays online with its ranks, which Ray would make offline too: each has its own copy, and
 * nothing proves that it is complete, unless the annotation lists the models for all of them.
 */
export function staysWithRanks(target: Target, { mode }: Place, { models }: PodAnnotations): Target {
  const { detection } = target;
  if (detection.multinode !== "ray" || mode === "shared" || models !== undefined) return target;
  const cause: Cause = { word: "ray", why: "ranks" };
  return { ...target, detection: { ...detection, staysOnline: [...(detection.staysOnline ?? []), cause] } };
}
