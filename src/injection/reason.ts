/** Every outcome of a decision, with its explanation. `docs/reasons.md` has a section for each. */
export const REASONS = {
  SharedPull: { outcome: "inject", sentence: "environment, the shared cache volume and a pull" },
  StreamPull: { outcome: "inject", sentence: "environment, a volume of the pod's own and a pull" },
  SharedCache: { outcome: "inject", sentence: "environment and the shared cache volume; nothing to pull" },
  StreamCache: { outcome: "inject", sentence: "environment and a small volume of the pod's own; nothing to pull" },
  UrlOnly: { outcome: "inject", sentence: "the address variables only" },

  AlreadyInjected: { outcome: "skip", sentence: "the pod carries all that it would get" },
  NamespaceNotOptedIn: { outcome: "skip", sentence: "the namespace is not labelled for injection" },
  OptedOut: { outcome: "skip", sentence: "the pod's label opts it out" },
  NotDynamo: { outcome: "skip", sentence: "the pod is not a Dynamo component" },
  NotLinux: { outcome: "skip", sentence: "the pod runs on Windows, where Model Express does not" },
  MirrorPod: { outcome: "skip", sentence: "a static pod's mirror cannot be changed" },
  RestoreTarget: { outcome: "skip", sentence: "the pod is restored from a snapshot, which has its model" },
  SnapshotCapture: { outcome: "skip", sentence: "the pod captures a snapshot, which must hold nothing injected" },
  SealedPod: { outcome: "skip", sentence: "a policy in the pod's confidential VM admits only what its manifest has" },
  ModelExpressServer: { outcome: "skip", sentence: "the pod is a Model Express server itself" },
  NoContainers: { outcome: "skip", sentence: "the pod has no containers" },
  NoTarget: { outcome: "skip", sentence: "no container loads or serves a model" },
  DisabledByUser: { outcome: "skip", sentence: "an empty Model Express address turns it off" },
  ForeignHub: { outcome: "skip", sentence: "every container loads from another hub than Model Express does" },
  NotAPodCreation: { outcome: "skip", sentence: "the request creates no pod" },

  NoModelExpress: { outcome: "skip", sentence: "no Model Express was found for the pod", isWarned: true },
  NameNotResolved: {
    outcome: "skip",
    sentence: "the pod cannot resolve the name of its Model Express",
    isWarned: true,
  },
  ClaimUnavailable: { outcome: "skip", sentence: "mode shared, but no claim that can be mounted", isWarned: true },
  InvalidAnnotation: { outcome: "skip", sentence: "a value of the pod's cannot be understood", isWarned: true },
  InvalidInstance: { outcome: "skip", sentence: "the Model Express Service is labelled wrongly", isWarned: true },
  InvalidPod: { outcome: "skip", sentence: "the object is not a valid pod", isWarned: true },
  TooLarge: { outcome: "skip", sentence: "the pod is larger than the injector reads", isWarned: true },
  Overloaded: { outcome: "skip", sentence: "more pods at once than the injector takes on", isWarned: true },
  DeadlineExceeded: { outcome: "skip", sentence: "the decision would have come too late", isWarned: true },
  InternalError: { outcome: "skip", sentence: "the injector failed; the pod was left unchanged", isWarned: true },
} as const satisfies Readonly<Record<string, ReasonInfo>>;

interface ReasonInfo {
  readonly outcome: "inject" | "skip";
  readonly sentence: string;
  /** Whether the client gets a warning, because the pod lacks something that its user expects. */
  readonly isWarned?: true;
}

export type Reason = keyof typeof REASONS;
export type InjectReason = { [R in Reason]: (typeof REASONS)[R]["outcome"] extends "inject" ? R : never }[Reason];
export type SkipReason = Exclude<Reason, InjectReason>;

export function isWarned(reason: Reason): boolean {
  return "isWarned" in REASONS[reason];
}
