import { type Component, type Graph, isServedByPods } from "./component.ts";
import { expandRoles } from "./roles.ts";

/** Grove's limit for the names of a set, a group and a clique together. */
const MOST = 45;
const LEAST_OF_SET = 8;

/** The name of a graph's PodCliqueSet, cut with a hash where it would be too long (`PCSNameForDGD`). */
export function nameCliqueSet(graph: Graph): string {
  const longest = Math.max(0, ...graph.components.map((component) => measureCliques(component, graph)));
  const budget = Math.max(MOST - longest, LEAST_OF_SET);
  return graph.name.length <= budget ? graph.name : `${graph.name.slice(0, budget - 5)}-${hashName(graph.name)}`;
}

function measureCliques(component: Component, graph: Graph): number {
  const { length } = component.name;
  if (component.nodes === 1 && !isServedByPods(component)) return length;
  return length + Math.max(...expandRoles(component, graph).map(({ suffix }) => length + suffix.length));
}

/** The last four hexadecimal digits of FNV-1a, 32 bits. A graph's name is ASCII. */
function hashName(name: string): string {
  const hash = [...name].reduce((sum, char) => Math.imul(sum ^ char.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5);
  return (hash & 0xffff).toString(16).padStart(4, "0");
}
