/** Every warning of a decision, each with its meaning. `docs/reasons.md` has a section for each. */
export const WARNINGS = {
  UrlDiffers: "the container's own address is kept, and it is not the instance that was found",
  OtherHub: "the container loads from another hub than Model Express does, so it gets nothing",
  UrlUnknown: "the container's own address cannot be known or reached by a pull, so nothing is pulled",
  TlsNotSupported: "the address is https, and Model Express' clients speak plaintext, so nothing is pulled",
  AmbiguousModelExpress: "several instances answer; the oldest was taken",
  CacheElsewhere: "the container's own cache settings point where the pull cannot write",
  ClaimNotFound: "the claim does not exist in the pod's namespace, or no new pod can mount it",
  ClaimNotShared: "the claim can be mounted by one node or pod only, or perhaps not by this pod",
  ClaimNotWritable: "the container may write to its cache, and could not on the claim, so its models are streamed",
  NameTaken: "a name or path that the injection uses is taken",
  NoModelFound: "no model is named, so nothing is pulled",
  UnknownModel: "a model reference needs evaluation, so it is not pulled",
  AssumedUnset: "variables are assumed not to be in a Secret of envFrom, so a default or a condition counts",
  RevisionNotPulled: "the image that pulls is too old for revisions, so the model is not pulled",
  LocalModel: "a model is loaded from a path, so it is not pulled",
  UnlistedUri: "a model is a URI, which is pulled only when an annotation lists it",
  StaysOnline: "something in the container may fetch from the hub, so it is not made offline",
  NotDelivered: "Model Express delivers only the root of a repository, and the engine needs its folders",
  RanksLeftOut: "the ranks of a multinode engine would not find the cache, or their leader is not known",
  WeightsFromPeers: "the engine gets its weights from peers, so they are not streamed",
  PeersNotSwitchedOn: "the engine cannot be made to load from peers, so it loads files",
  PeersUserFormat: "the container's own load format is kept, so its weights come from there",
  PeersUnknownImage: "the image is not known to carry Model Express's client, so the engine loads files",
  PeersIncomplete: "the engine loads from peers, without something that belongs to it",
  ImageNotAllowed: "the instance names an image that the configuration does not admit, so another one pulls",
  MeshRedirects: "a mesh sends the pull's traffic to a proxy that does not run yet",
  EphemeralStorage: "what is streamed counts against the pod's limit of ephemeral storage",
  GateNotAdded: "a scheduling gate is asked for, and nothing would remove it, so the pod is scheduled at once",
  UnknownAnnotation: "an annotation with our prefix is not one of ours",
} as const satisfies Readonly<Record<string, string>>;

export type WarningCode = keyof typeof WARNINGS;

export interface Warning {
  readonly code: WarningCode;
  /** The subject and the way out, in one short sentence. */
  readonly detail: string;
}

/** Adds the name of the container concerned. */
export function aboutContainer(name: string, { code, detail }: Warning): Warning {
  return { code, detail: `container ${name}: ${detail}` };
}
