import { expect } from "vitest";
import { isObject, type JsonObject, type JsonValue, member } from "../../src/kubernetes/json.ts";
import { withoutOurWords } from "./our-words.ts";

const STATUS = "modelexpress.nvidia.com/status";

/**
 * Expects everything of `before` in `after`, with lists in the same order; `null` may have been replaced, and scripts
 * extended by our words.
 */
export function expectNothingLost(
  before: JsonObject,
  after: JsonObject,
  { mayChangeStatus = false }: { mayChangeStatus?: boolean } = {},
): void {
  const lost: string[] = [];
  compare({ before, after, at: "", lost });
  expect(mayChangeStatus ? lost.filter((at) => !at.endsWith(STATUS)) : lost).toEqual([]);
}

interface Pair {
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  readonly at: string;
  readonly lost: string[];
}

function compare({ before, after, at, lost }: Pair): void {
  if (before === null || before === undefined) return;
  if (isObject(before) && isObject(after)) {
    for (const key of Object.keys(before)) {
      compare({ before: before[key], after: member(after, key), at: `${at}/${key}`, lost });
    }
  } else if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, { at, lost });
  else if (before !== after && !(typeof after === "string" && withoutOurWords(after) === before)) lost.push(at);
}

/** Matches each element of one list, in order, with those of the other; ours may be in between. */
function compareLists(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  rest: Omit<Pair, "before" | "after">,
): void {
  let next = 0;
  for (const [index, element] of before.entries()) {
    const found = after.findIndex((candidate, position) => position >= next && isKept(element, candidate));
    if (found < 0) rest.lost.push(`${rest.at}/${index}`);
    else next = found + 1;
  }
}

function isKept(before: JsonValue, after: JsonValue): boolean {
  const lost: string[] = [];
  compare({ before, after, at: "", lost });
  return lost.length === 0;
}
