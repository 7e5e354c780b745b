import type { Orchestrator } from "../component.ts";

/** How the pods of one multinode replica refer to each other. */
export interface Ranks {
  /** As a `$(NAME)` reference of Kubernetes. */
  readonly leader: string;
  /** The hosts of all pods, the leader's first. */
  readonly hosts: (nodes: number) => readonly string[];
  readonly own: { readonly text: string; readonly needsShell: boolean };
  readonly waitsForDns: boolean;
}

/** Operator 1.5, `GroveMultinodeDeployer` and `LWSMultinodeDeployer`. */
export function chooseRanks(orchestrator: Orchestrator, component: string, fixed?: number): Ranks {
  if (orchestrator !== "grove") return LEADER_WORKER_SET;
  return fixed === undefined ? groveRanks(component.toLowerCase()) : fixedRanks(component.toLowerCase(), fixed);
}

const GROUP = "$(GROVE_PCSG_NAME)-$(GROVE_PCSG_INDEX)";

function groveRanks(component: string): Ranks {
  const host = (role: string, index: number): string =>
    `${GROUP}-${component}-${role}-${index}.$(GROVE_HEADLESS_SERVICE)`;
  return {
    leader: host("ldr", 0),
    hosts: (nodes) => [host("ldr", 0), ...upTo(nodes - 1).map((index) => host("wkr", index))],
    own: { text: "$((GROVE_PCLQ_POD_INDEX + 1))", needsShell: true },
    waitsForDns: false,
  };
}

/** With memory servers each rank is a clique of its own, and the pods of one index over all cliques are one engine. */
function fixedRanks(component: string, rank: number): Ranks {
  const host = (clique: string): string =>
    `${GROUP}-${component}-${clique}-$(GROVE_PCLQ_POD_INDEX).$(GROVE_HEADLESS_SERVICE)`;
  return {
    leader: host("ldr"),
    hosts: (nodes) => [host("ldr"), ...upTo(nodes - 1).map((index) => host(`wkr-${index + 1}`))],
    own: { text: String(rank), needsShell: false },
    waitsForDns: false,
  };
}

const LEADER_WORKER_SET: Ranks = {
  leader: "$(LWS_LEADER_ADDRESS)",
  hosts: (nodes) => [
    "$(LWS_LEADER_ADDRESS)",
    ...upTo(nodes - 1).map((index) => `$(echo "$LWS_LEADER_ADDRESS" | sed 's/\\./-${index + 1}\\./')`),
  ],
  own: { text: "$(LWS_WORKER_INDEX)", needsShell: false },
  waitsForDns: true,
};

function upTo(count: number): readonly number[] {
  return Array.from({ length: Math.max(count, 0) }, (_, index) => index);
}
