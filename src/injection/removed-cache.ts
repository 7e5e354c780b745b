import type { CacheSetting } from "./cache/cache-setting.ts";
import type { Cache } from "./cache/mount.ts";
import type { Place } from "./cache/places.ts";
import type { Cause } from "./command/cause.ts";
import { mayRemove } from "./command/removed-paths.ts";
import type { Target } from "./target/target.ts";
import { aboutContainer, type Warning } from "./warning.ts";

const REMOVES: Cause = { word: "its command", why: "removes" };

/** What a target would get. */
export interface RemovalFacts {
  readonly target: Target;
  readonly setting: CacheSetting;
  readonly place: Place;
  readonly cache: Cache;
}

/** The rule: a command that may remove files of the cache does not get a cache that other pods read, unless it is its own. */
export function refuseToRemover({ target, setting, place, cache }: RemovalFacts): Warning | undefined {
  if (place.mode !== "shared" || setting.kind !== "none" || !removes(target, cache)) return undefined;
  const detail =
    "its command may remove what is in the cache, which other pods read; set HF_HOME to a volume of its own";
  return aboutContainer(target.container.name, { code: "CacheElsewhere", detail });
}

/** The rule: it stays online, because it may remove what was pulled before it starts its engine. */
export function staysAfterRemoval(target: Target, cache: Cache): Target {
  if (!removes(target, cache)) return target;
  const { detection } = target;
  return { ...target, detection: { ...detection, staysOnline: [...(detection.staysOnline ?? []), REMOVES] } };
}

function removes({ detection: { removed = [] } }: Target, { directory }: Cache): boolean {
  return removed.some((path) => mayRemove(path, directory));
}
