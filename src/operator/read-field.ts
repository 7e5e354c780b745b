import { isObject, type JsonObject, member, objectAt } from "../kubernetes/json.ts";

/** The member if it is a non-negative integer. */
export function countAt(parent: JsonObject, key: string): number | undefined {
  const value = member(parent, key);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function isTrue(parent: JsonObject, key: string): boolean {
  return member(parent, key) === true;
}

/** More nodes are derived as so many: a graph must not cost more than its size. */
const MOST_NODES = 1024;

/** The pods of one replica: `multinode.nodeCount`, which the API defaults to 2. */
export function countNodes(body: JsonObject): number {
  const count = countAt(objectAt(body, "multinode"), "nodeCount") ?? (isObject(member(body, "multinode")) ? 2 : 1);
  return Math.min(Math.max(count, 1), MOST_NODES);
}
