import { isObject, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { findTokenVolume, TOKEN_PREFIX, toKey } from "../../mutation/pod-key.ts";
import { isProblem, type ReviewRequest, readReview } from "../review.ts";
import { type BodyText, findValues, isPlain } from "./body-text.ts";
import { type Gap, ReviewPattern } from "./review-pattern.ts";

/** A review that was parsed and decided. */
export interface KnownReview {
  readonly body: Buffer;
  readonly review: ReviewRequest;
  /** The key of its outcome. */
  readonly key: string;
}

/** A text in the body that may differ between replicas, and a different one. */
interface Trial extends BodyText {
  readonly other: string;
  readonly isToken: boolean;
}

/**
 * Finds what a review has in common with those of its pod's replicas. Returns `undefined` if a text in which replicas differ also
 * stands where a decision looks. This is tried: a copy of the body with other texts in the gaps is parsed, and must differ in
 * uid and name only. A plain text in place of another one changes one value of what is parsed, so other texts change nothing
 * else either.
 */
export function learnPattern(known: KnownReview): ReviewPattern | undefined {
  const { body } = known;
  const trials = listTrials(body, known.review);
  if (trials === undefined) return undefined;
  const probe = readReview(fill(body, trials));
  if (isProblem(probe) || !isReplica(probe, known)) return undefined;
  const gaps = trials.map((trial): Gap => ({ start: trial.start, end: trial.end, role: toRole(trial, probe) }));
  const isComplete = gaps.some(({ role }) => role === "uid") && isNameFound(gaps, probe, known.review);
  const { namespace, podName, isPodCreation, isDryRun } = known.review;
  return isComplete
    ? new ReviewPattern(body, gaps, { namespace, podName, isPodCreation, isDryRun, key: known.key })
    : undefined;
}

/** In the order of the body. */
function listTrials(body: Buffer, review: ReviewRequest): readonly Trial[] | undefined {
  const trials: Trial[] = [];
  for (const text of listVaryingTexts(review)) {
    const values = findValues(body, text);
    if (values === undefined) return undefined;
    for (const value of values) trials.push({ ...value, isToken: false, other: `replica-${trials.length}` });
  }
  const tokens = listTokens(body, review.object);
  return tokens && [...trials, ...tokens].sort((a, b) => a.start - b.start);
}

function listVaryingTexts({ uid, podName, object }: ReviewRequest): readonly string[] {
  const metadata = isObject(object) ? objectAt(object, "metadata") : {};
  const texts = [metadata, ...objectsAt(metadata, "managedFields")].flatMap((part) =>
    ["name", "uid", "creationTimestamp", "time"].map((key) => textAt(part, key) ?? ""),
  );
  return [...new Set([uid, podName, ...texts])].filter(isPlain);
}

/** Nothing else in the body may have such a name: it could be that of another replica's volume. */
function listTokens(body: Buffer, object: unknown): readonly Trial[] | undefined {
  const name = findTokenVolume(object);
  if (name === undefined) return [];
  const values = findValues(body, name);
  if (values === undefined || values.length !== body.toString("latin1").split(TOKEN_PREFIX).length - 1)
    return undefined;
  const other = `${TOKEN_PREFIX}${name.endsWith("bbbbb") ? "ccccc" : "bbbbb"}`;
  return values.map((value) => ({ ...value, isToken: true, other }));
}

function fill(body: Buffer, trials: readonly Trial[]): string {
  let [text, at] = ["", 0];
  for (const { start, end, other } of trials) {
    text += body.toString("utf8", at, start) + other;
    at = end;
  }
  return text + body.toString("utf8", at);
}

function isReplica(probe: ReviewRequest, { review, key }: KnownReview): boolean {
  return probe.isPodCreation && probe.isDryRun === review.isDryRun && toKey(probe).text === key;
}

function toRole({ other, isToken }: Trial, probe: ReviewRequest): Gap["role"] {
  if (isToken) return "tokenVolume";
  if (other === probe.uid) return "uid";
  return other === probe.podName ? "podName" : "other";
}

/** A pod that has no name yet has one made of its `generateName`, which is the same for all replicas. */
function isNameFound(gaps: readonly Gap[], probe: ReviewRequest, { podName }: ReviewRequest): boolean {
  return probe.podName === podName || gaps.some(({ role }) => role === "podName");
}
