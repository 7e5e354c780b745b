import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import { ManifestBudget } from "./manifest-budget.ts";
import type { ManifestError, ManifestProblem } from "./manifest-error.ts";
import { isMergeable, isMergeKey, mergedMembers } from "./merge-key.ts";
import {
  BAD_MERGE,
  COMPLEX_KEY,
  duplicateKey,
  TOO_DEEP,
  TOO_MANY_COPIES,
  TWO_MERGES,
  unknownAnchor,
} from "./node-problem.ts";
import { resolvePlain } from "./plain-scalar.ts";
import { setMember } from "./set-member.ts";

const MAX_DEPTH = 500;
const RESOLVED_TAG = /^tag:yaml\.org,2002:(?:null|bool|int|float)$/;

type Fail = (offset: number, problem: ManifestProblem) => ManifestError;

interface NodeReaderOptions {
  readonly anchors?: ReadonlyMap<string, unknown>;
  readonly budget?: ManifestBudget;
}

/** Converts the nodes of one document to plain data, as `kubectl` does. */
export class NodeReader {
  readonly #fail: Fail;
  readonly #anchors: Map<string, unknown>;
  readonly #budget: ManifestBudget;

  constructor(fail: Fail, { anchors = new Map(), budget = new ManifestBudget() }: NodeReaderOptions = {}) {
    this.#fail = fail;
    this.#anchors = new Map(anchors);
    this.#budget = budget;
  }

  read(node: Node | null, depth = 0): unknown {
    if (depth > MAX_DEPTH) throw this.#fail(findStart(node), TOO_DEEP);
    const value = this.#readContent(node, depth);
    // Set after the content is read, because an alias inside its own anchor is invalid.
    if (node !== null && !isAlias(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, value);
    return value;
  }

  #readContent(node: Node | null, depth: number): unknown {
    if (isMap<Node, Node | null>(node)) return this.#readMap(node, depth);
    if (isSeq<Node>(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isScalar(node)) return scalarValue(node);
    return isAlias(node) ? this.#readAlias(node.source, findStart(node)) : null;
  }

  #readAlias(name: string, offset: number): unknown {
    if (!this.#anchors.has(name)) throw this.#fail(offset, unknownAnchor(name));
    return this.#copy(this.#anchors.get(name), offset);
  }

  // Copies an anchor's value for each alias, so that an addition to one does not reach the others.
  #copy(value: unknown, offset: number): unknown {
    if (!this.#budget.takeCopy()) throw this.#fail(offset, TOO_MANY_COPIES);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.#copy(item, offset));
    const copy: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) setMember(copy, key, this.#copy(member, offset));
    return copy;
  }

  #readMap(map: YAMLMap<Node, Node | null>, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) merged.push(this.#readMerged(pair, depth));
      else setMember(result, this.#readNewKey(pair, result), this.read(pair.value, depth + 1));
    }
    if (merged.length > 1) throw this.#fail(findStart(map), TWO_MERGES);
    return { ...mergedMembers(merged[0]), ...result };
  }

  #readNewKey(pair: Pair<Node, Node | null>, result: object): string {
    const key = keyName(this.read(pair.key));
    if (key === undefined) throw this.#fail(findStart(pair.key), COMPLEX_KEY);
    if (Object.hasOwn(result, key)) throw this.#fail(findStart(pair.key), duplicateKey(key));
    return key;
  }

  #readMerged(pair: Pair<Node, Node | null>, depth: number): unknown {
    const value = this.read(pair.value, depth + 1);
    const sources = isSeq(pair.value) ? (value as unknown[]) : [value];
    if (!sources.every(isMergeable)) throw this.#fail(findStart(pair.key), BAD_MERGE);
    return value;
  }
}

/** A key's spelling in JSON; `undefined` if it cannot be a JSON key. */
export function keyName(key: unknown): string | undefined {
  return key === null || typeof key === "object" ? undefined : String(key);
}

/** The value that Kubernetes reads from a scalar, by its quotes, tag and text. */
export function scalarValue(node: Scalar): unknown {
  const text = String(node.value ?? "");
  const isPlain = node.tag === undefined && (node.type === "PLAIN" || node.type === undefined);
  return isPlain || (node.tag !== undefined && RESOLVED_TAG.test(node.tag)) ? resolvePlain(text) : text;
}

function findStart(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
