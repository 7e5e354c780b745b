import type { Mutation } from "../injection/mutate-pod.ts";
import { isWarned, REASONS } from "../injection/reason.ts";
import { API_VERSION, KIND } from "./review.ts";

/** kubectl prints a warning a line; the API server cuts all of them together at 4,096 characters. */
const MOST_WARNINGS = 3;
const MOST_CHARACTERS = 240;

/** What an answer says; its request is always admitted. */
export interface Admission {
  readonly reason: string;
  /** JSON patch. */
  readonly operations: readonly object[];
  readonly warnings: readonly string[];
}

/** Encodes a patch's operations: JSON, in base64. */
export type EncodePatch = (operations: Admission["operations"]) => string;

/** An AdmissionReview that admits the pod, with the patch that the mutation asks for. */
export function answer(uid: string, mutation: Mutation, encode?: EncodePatch): Buffer {
  return admit(uid, { ...mutation, warnings: warningsOf(mutation) }, encode);
}

/** An AdmissionReview that admits, as its bytes: written as a string, they would be encoded a second time. */
export function admit(
  uid: string,
  { reason, operations, warnings }: Admission,
  encode: EncodePatch = encodePlainly,
): Buffer {
  const review = {
    apiVersion: API_VERSION,
    kind: KIND,
    response: {
      uid,
      allowed: true,
      ...(warnings.length === 0 ? {} : { warnings }),
      auditAnnotations: { reason },
    },
  };
  return Buffer.from(withPatch(JSON.stringify(review), operations.length === 0 ? "" : encode(operations)));
}

/** The end of the text above: of the response, and of the review. */
const END = "}}";

/** The patch is most of the answer, and base64 needs no escaping: it goes in after the rest was serialised. */
function withPatch(review: string, patch: string): string {
  return patch === "" ? review : `${review.slice(0, -END.length)},"patchType":"JSONPatch","patch":"${patch}"${END}`;
}

function encodePlainly(operations: Admission["operations"]): string {
  return Buffer.from(JSON.stringify(operations)).toString("base64");
}

/** A pod that has all it needs warns no more: its warnings were sent with the first call. */
function warningsOf({ reason, decision }: Mutation): readonly string[] {
  if (reason === "AlreadyInjected") return [];
  const detail = decision.outcome === "skip" ? decision.detail : "";
  return warningLines([
    ...(isWarned(reason) ? [`${reason}: ${REASONS[reason].sentence}: ${detail}`] : []),
    ...decision.warnings.map((warning) => `${warning.code}: ${warning.detail}`),
  ]);
}

/** Few and short ones, as headers can carry them. */
export function warningLines(texts: readonly string[]): readonly string[] {
  const lines = texts.map(line);
  if (lines.length <= MOST_WARNINGS) return lines;
  return [...lines.slice(0, MOST_WARNINGS - 1), `Model Express: and ${lines.length - MOST_WARNINGS + 1} more warnings`];
}

/** The API server drops a warning that a header cannot carry. */
function line(text: string): string {
  const whole = `Model Express: ${text}`.replaceAll(/\p{Cc}+/gu, " ");
  return whole.length <= MOST_CHARACTERS ? whole : `${whole.slice(0, MOST_CHARACTERS - 1)}…`;
}
