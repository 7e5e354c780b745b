import type { AddOperation } from "./add-operation.ts";
import { setMember } from "./set-member.ts";

/** A value with additions. Records which array elements are new, because the arrays alone do not show it. */
export interface Extended {
  readonly value: unknown;
  /**
   * For each array with additions: per element, whether it is new. All other arrays are unchanged or entirely new.
   */
  readonly newElements: ReadonlyMap<unknown, readonly boolean[]>;
}

/**
 * Applies the operations to a copy of the value, in order, as RFC 6902 defines.
 *
 * @throws {Error} if an operation has no place to add to, or would replace content
 */
export function applyAdditions(value: unknown, operations: readonly AddOperation[]): Extended {
  const copy = structuredClone(value);
  const newElements = new Map<unknown, boolean[]>();
  for (const operation of operations) applyOne(copy, operation, newElements);
  return { value: copy, newElements };
}

function applyOne(root: unknown, operation: AddOperation, newElements: Map<unknown, boolean[]>): void {
  const tokens = parsePointer(operation);
  const last = tokens.pop() ?? "";
  const parent = tokens.reduce((node, token) => findChild(node, token, operation), root);
  // Normalizes through JSON: no shared objects, no undefined members.
  const value: unknown = JSON.parse(JSON.stringify(operation.value));
  if (Array.isArray(parent)) insertElement({ array: parent, token: last, operation, value, newElements });
  else if (isObject(parent)) addMember({ object: parent, key: last, operation, value });
  else throw impossible(operation, "there is no object or array to add to");
}

function parsePointer(operation: AddOperation): string[] {
  const [before, ...tokens] = operation.path.split("/");
  if (before !== "" || tokens.length === 0) throw impossible(operation, "the pointer is not valid in this document");
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function findChild(node: unknown, token: string, operation: AddOperation): unknown {
  if (Array.isArray(node) && isIndex(token) && Number(token) < node.length) return node[Number(token)];
  if (isObject(node) && Object.hasOwn(node, token)) return node[token];
  throw impossible(operation, `there is nothing at ${JSON.stringify(token)}`);
}

interface Insertion {
  readonly array: unknown[];
  readonly token: string;
  readonly operation: AddOperation;
  readonly value: unknown;
  readonly newElements: Map<unknown, boolean[]>;
}

function insertElement({ array, token, operation, value, newElements }: Insertion): void {
  const index = token === "-" ? array.length : Number(token);
  const isPlace = (token === "-" || isIndex(token)) && index <= array.length;
  if (!isPlace) throw impossible(operation, `the array has no place ${JSON.stringify(token)}`);
  const flags = newElements.get(array) ?? array.map(() => false);
  flags.splice(index, 0, true);
  array.splice(index, 0, value);
  newElements.set(array, flags);
}

interface NewMember {
  readonly object: Record<string, unknown>;
  readonly key: string;
  readonly operation: AddOperation;
  readonly value: unknown;
}

function addMember({ object, key, operation, value }: NewMember): void {
  if (Object.hasOwn(object, key) && !isEmpty(object[key])) throw impossible(operation, "it exists already");
  setMember(object, key, value);
}

function isIndex(token: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(token);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is empty: `null`, `[]` or `{}`. */
export function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

function impossible(operation: AddOperation, reason: string): Error {
  return new Error(`cannot add ${JSON.stringify(operation.path)}: ${reason}`);
}
