import type { Directory } from "../model-express/directory.ts";
import type { TargetSetting } from "./cache/cache-setting.ts";
import type { SharedClaim } from "./cache/claim.ts";
import type { MatchedCandidate } from "./candidate.ts";
import { chooseModels } from "./models/choose-models.ts";
import { becomesOffline, wantedOffline } from "./offline.ts";
import { needsFolders } from "./online-warnings.ts";
import { type PullImage, takesRevisions } from "./pull-image.ts";
import { findPullPassage } from "./pull-passage.ts";
import type { Settings } from "./settings.ts";
import type { Target } from "./target/target.ts";
import { type ClaimReader, refuseUnwritable, withoutClaim } from "./unwritable-claim.ts";
import type { Warning } from "./warning.ts";

export interface ClaimForTargets {
  readonly claim: SharedClaim | undefined;
  readonly targets: readonly TargetSetting[];
  readonly warnings: readonly Warning[];
}

interface WithholdingContext {
  readonly image: PullImage;
  readonly directory: Directory;
  readonly settings: Settings;
}

/** Keeps the claim from a pod that it would stop. */
export function withholdClaim(
  candidate: MatchedCandidate,
  known: ClaimForTargets,
  context: WithholdingContext,
): ClaimForTargets {
  const { claim, targets, warnings } = known;
  if (claim === undefined) return known;
  const platformUser = context.directory.platformUser(candidate.namespace);
  const refusal = refuseUnwritable(
    { pod: candidate.pod, claim, platformUser },
    listReaders(candidate, targets, context),
  );
  if (refusal === undefined) return known;
  const others = targets.map(({ target, setting }) => ({ target, setting: withoutClaim(setting, claim) }));
  return { claim: undefined, targets: others, warnings: [...warnings, refusal] };
}

/** A frontend beside an engine finds what that pulls. */
function listReaders(
  candidate: MatchedCandidate,
  targets: readonly TargetSetting[],
  { image, settings }: WithholdingContext,
): readonly ClaimReader[] {
  const wanted = wantedOffline(candidate.annotations, settings);
  const isPulled = !("obstacle" in findPullPassage(candidate.pod, { source: "persistentVolumeClaim" }));
  const pulling = { mode: "shared", takesRevisions: takesRevisions(image.image), weights: "files" } as const;
  const reading = targets.filter(({ target }) => target.otherHub === undefined && !needsFolders(target));
  const engines = reading.filter(({ target }) => !target.isFrontend);
  return (engines.length === 0 ? reading : engines).map(({ target, setting }) => {
    const { isComplete } = chooseModels(asLeader(target), candidate.annotations, pulling);
    const { staysOnline = [] } = target.detection;
    const facts = { wanted, hasItsModels: isPulled && isComplete, staysOnline };
    return { target, setting, becomesOffline: becomesOffline(facts) || followsUnknown(target) };
  });
}

/** A rank gets the place of its leader, whose command it has here. */
function asLeader(target: Target): Target {
  const { multinode, ...detection } = target.detection;
  return multinode === "rank" ? { ...target, detection } : target;
}

/** Without a leader that is known here, only the claim can have what the leader pulls. */
function followsUnknown({ detection }: Target): boolean {
  return detection.multinode === "rank" && detection.models.length === 0;
}
