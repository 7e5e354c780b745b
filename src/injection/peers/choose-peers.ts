import type { ValidInstance } from "../../model-express/instance.ts";
import type { StartedEngine } from "../command/started-engine.ts";
import type { Container, Pod } from "../pod/pod.ts";
import type { PeersSettings, Settings } from "../settings.ts";
import type { PodAnnotations } from "../target/annotations.ts";
import type { Target } from "../target/target.ts";
import type { Warning } from "../warning.ts";
import type { ContainerPeers } from "./container-peers.ts";
import { isKnownImage } from "./known-image.ts";
import { USE_FILES } from "./load-format.ts";
import { limitWarnings, type Obstacle, obstacleWarning } from "./peers-warnings.ts";
import { assignPorts, type EnginePorts, portRanges } from "./ports.ts";
import { countGpus, mayAddCapability, peersResource } from "./resources.ts";
import { type ContainerSwitch, switchContainer } from "./switch-container.ts";
import { peersVariables } from "./variables.ts";
import { wantedWeights } from "./wanted-weights.ts";

/** The inputs of the rule for loading from peers. */
export interface PeersFacts {
  readonly pod: Pod;
  readonly targets: readonly Target[];
  readonly annotations: PodAnnotations;
  readonly instance: ValidInstance | undefined;
  /** The Pod Security level that the namespace enforces, as far as its labels are known. */
  readonly podSecurity: string | undefined;
}

/** The containers that load from peers, with warnings about them and about those that could not be switched. */
export interface PeersChoice {
  readonly containers: ReadonlyMap<Container, ContainerPeers>;
  readonly warnings: readonly Warning[];
}

export const NO_PEERS: PeersChoice = { containers: new Map(), warnings: [] };

/** Decides for each container where its engines get their weights from. */
export function choosePeers(facts: PeersFacts, { peers }: Settings): PeersChoice {
  const { weights, statedBy } = wantedWeights(facts.annotations, facts.instance, peers);
  if (weights === "files") return NO_PEERS;
  const judged = facts.targets
    .filter(({ isFrontend, otherHub }) => !isFrontend && otherHub === undefined)
    .map((target) => ({ target, verdict: judge(target, facts, { peers, isBelieved: statedBy === "pod" }) }));
  const switched = judged.flatMap(({ target, verdict }) => (verdict.kind === "switched" ? [{ target, verdict }] : []));
  const containers = switched.map((one, index) => {
    const ports = switched.length > 1 ? assignPorts(index) : undefined;
    return [one.target.container, containerPeers({ ...one, ports }, facts, peers)] as const;
  });
  const obstacles = judged.flatMap(({ target, verdict }) =>
    verdict.kind === "switched" || verdict.kind === "none" ? [] : [obstacleWarning(target, verdict)],
  );
  const { podSecurity } = facts;
  const limits = switched.flatMap(({ target, verdict: { engines } }) =>
    limitWarnings({ target, engines, podSecurity }, peers),
  );
  return { containers: new Map(containers), warnings: [...obstacles, ...limits] };
}

type Verdict = ContainerSwitch | Obstacle;

interface Judging {
  readonly peers: PeersSettings;
  /** Whether the pod's user states that the image contains the client. */
  readonly isBelieved: boolean;
}

function judge(target: Target, { pod }: PeersFacts, { peers, isBelieved }: Judging): Verdict {
  const verdict = switchContainer(target, peers);
  if (verdict.kind === "none") return verdict;
  if (!isBelieved && !isKnownImage(target.container.image, peers)) return { kind: "unknown image" };
  if (!pod.network.isHostNetwork) return verdict;
  return {
    kind: "refused",
    why: "with hostNetwork, engines on one node would take the same ports",
    fix: USE_FILES,
  };
}

interface Numbered {
  readonly target: Target;
  readonly verdict: Extract<ContainerSwitch, { kind: "switched" }>;
  readonly ports: EnginePorts | undefined;
}

function containerPeers({ target, verdict, ports }: Numbered, facts: PeersFacts, peers: PeersSettings): ContainerPeers {
  const { insertions, variables, engines, isGms } = verdict;
  return {
    insertions,
    variables: [...peersVariables({ target, engines, isGms, ports }, facts.targets, peers), ...variables],
    resource: peersResource(target.container, peers),
    hasIpcLock: peers.hasIpcLock && mayAddCapability(facts.podSecurity),
    ports: portRanges(ports ?? assignPorts(0), countGpus(target.container)),
    streamsWeights: !isGms && engines.length > 0 && engines.every(needsNoFiles),
  };
}

/** vLLM reads only what its loader fetches. Unknown arguments may need files. */
function needsNoFiles({ loader, hasHiddenArguments }: StartedEngine): boolean {
  return loader === "vllm" && !hasHiddenArguments;
}
