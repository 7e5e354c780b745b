/** Why a `ModelExpress` is ready, or is not: the reasons of its conditions, each with what it means. */
export const REASONS = {
  Ready: "Pods of its dynamo namespace are given it, and it answers.",
  InvalidSpec: "The spec is not one that this version understands.",
  CacheShared: "An older ModelExpress keeps its models in the same place, and two servers must not: it does not run.",
  ClaimNotFound: "There is no such claim, and pvc.create is false.",
  ClaimPending: "The claim waits for its volume.",
  ClaimLost: "The volume of the claim is gone.",
  ClaimRefused: "The API server refused to make the claim.",
  StorageClassNotFound: "The claim names a storage class that there is not, or none where there is no default.",
  ClaimBound: "The claim has its volume.",
  ClaimDiffers: "The claim has its volume, but is not as pvc says.",
  ClaimGrowing: "The claim's volume becomes larger.",
  NameTaken: "Something else has the name of its Service, Deployment or ServiceAccount.",
  Refused: "The API server refused an object that it needs.",
  PodsRefused: "The API server refuses its pods: a quota, Pod Security, or another policy.",
  Unschedulable: "No node takes its pod.",
  ImageUnavailable: "An image cannot be pulled.",
  ContainerConfigError: "A container cannot be started as it is configured, such as without its Secret.",
  Crashing: "A container ends again and again.",
  Progressing: "The server is starting.",
  Serving: "The server answers.",
  OlderInstance: "Pods are given another Model Express of the same dynamo namespace, because it is older.",
} as const;

export type Reason = keyof typeof REASONS;

/** One condition, before it is known since when it is so. */
export interface Verdict {
  readonly isTrue: boolean;
  readonly reason: Reason;
  readonly message: string;
  /** That of the spec which it is about, unless that is the newest. */
  readonly observedGeneration?: number | undefined;
}

/** What keeps an object that is to be applied from being so. */
export interface Problem {
  readonly kind: string;
  readonly reason: "NameTaken" | "Refused";
  /** Names the object. */
  readonly message: string;
}
