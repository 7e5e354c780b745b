import { type Component, type Graph, isServedByPods } from "./component.ts";
import type { Role } from "./multinode/node.ts";

/** The pods of a component that have one template. */
export interface RolePods {
  readonly role: Role;
  readonly rank: number;
  /** The number of pods at the declared replicas. */
  readonly count: number;
  /** What the name of the clique ends with. */
  readonly suffix: string;
}

/** Expands a component to the templates that the operator makes of it (`expandRolesForComponent`). */
export function expandRoles(component: Component, { orchestrator }: Graph): readonly RolePods[] {
  const { nodes, replicas } = component;
  if (isServedByPods(component) && orchestrator === "grove") return expandServedRoles(component);
  if (nodes === 1) return [{ role: "main", rank: 0, count: replicas, suffix: "" }];
  return [
    { role: "leader", rank: 0, count: replicas, suffix: "-ldr" },
    { role: "worker", rank: 1, count: replicas * (nodes - 1), suffix: "-wkr" },
  ];
}

/** A server and its engines for each rank: one engine, and its shadows. Ranks differ in names and indexes only. */
function expandServedRoles({ nodes, replicas, failover }: Component): readonly RolePods[] {
  const engines = replicas * (1 + (failover?.shadows ?? 0));
  const servers: RolePods = { role: "memory-server", rank: 0, count: replicas * nodes, suffix: "-gms-0" };
  if (nodes === 1) return [servers, { role: "main", rank: 0, count: engines, suffix: "" }];
  return [
    servers,
    { role: "leader", rank: 0, count: engines, suffix: "-ldr" },
    { role: "worker", rank: 1, count: engines * (nodes - 1), suffix: "-wkr-1" },
  ];
}
