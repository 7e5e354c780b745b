/** Finds the nodes that can reach themselves, in groups of nodes that reach each other. */
export function findCycles(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const reached = new Map([...graph.keys()].map((node) => [node, reachableFrom(node, graph)]));
  const inCycle = [...graph.keys()].filter((node) => reached.get(node)?.has(node));
  const groups = new Map<string, string[]>();
  for (const node of inCycle) {
    const group = inCycle.filter((other) => reached.get(node)?.has(other) && reached.get(other)?.has(node)).sort();
    groups.set(group.join(" "), group);
  }
  return [...groups.values()];
}

function reachableFrom(start: string, graph: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (reached.has(node)) continue;
    reached.add(node);
    open.push(...(graph.get(node) ?? []));
  }
  return reached;
}
