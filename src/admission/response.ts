import type { Mutation } from "../injection/mutate-pod.ts";
import { isWarned, REASONS, type Reason } from "../injection/reason.ts";
import { API_VERSION, KIND } from "./review.ts";

/** An AdmissionReview that answers: it always admits. */
export interface ReviewResponse {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: typeof KIND;
  readonly response: {
    readonly uid: string;
    readonly allowed: true;
    readonly patchType?: "JSONPatch";
    /** Base64 of the JSON of the operations. */
    readonly patch?: string;
    readonly warnings?: readonly string[];
    readonly auditAnnotations: { readonly reason: Reason };
  };
}

/** kubectl prints a warning a line; the API server cuts all of them together at 4,096 characters. */
const MOST_WARNINGS = 3;
const MOST_CHARACTERS = 240;

export function answer(uid: string, mutation: Mutation): ReviewResponse {
  const { operations, reason } = mutation;
  const warnings = warningsOf(mutation);
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    response: {
      uid,
      allowed: true,
      ...(operations.length === 0 ? {} : { patchType: "JSONPatch", patch: encode(operations) }),
      ...(warnings.length === 0 ? {} : { warnings }),
      auditAnnotations: { reason },
    },
  };
}

function encode(operations: Mutation["operations"]): string {
  return Buffer.from(JSON.stringify(operations)).toString("base64");
}

/** A pod that has all it needs warns no more: its warnings were sent with the first call. */
function warningsOf({ reason, decision }: Mutation): readonly string[] {
  if (reason === "AlreadyInjected") return [];
  const detail = decision.outcome === "skip" ? decision.detail : "";
  const lines = [
    ...(isWarned(reason) ? [line(reason, `${REASONS[reason].sentence}: ${detail}`)] : []),
    ...decision.warnings.map((warning) => line(warning.code, warning.detail)),
  ];
  if (lines.length <= MOST_WARNINGS) return lines;
  return [...lines.slice(0, MOST_WARNINGS - 1), `Model Express: and ${lines.length - MOST_WARNINGS + 1} more warnings`];
}

/** The API server drops a warning that a header cannot carry. */
function line(code: string, text: string): string {
  const whole = `Model Express: ${code}: ${text}`.replaceAll(/\p{Cc}+/gu, " ");
  return whole.length <= MOST_CHARACTERS ? whole : `${whole.slice(0, MOST_CHARACTERS - 1)}…`;
}
