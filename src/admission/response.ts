import type { EncodePatch, Outcome } from "../injection/outcome.ts";
import { isWarned, REASONS } from "../injection/reason.ts";
import { plain } from "../kubernetes/quoted.ts";
import { API_VERSION, KIND } from "./review.ts";

/** kubectl prints each warning on its own line. The API server truncates all of them together at 4,096 characters. */
const MOST_WARNINGS = 3;
/** Enough for a cause and the command that repairs it. */
const MOST_CHARACTERS = 480;

/** The content of a response. The request is always admitted. */
export interface Admission {
  readonly reason: string;
  /** JSON Patch operations. */
  readonly operations: readonly object[];
  readonly warnings: readonly string[];
  readonly patch?: string | undefined;
}

/** Builds an AdmissionReview that admits the pod with the mutation's patch. */
export function answer(uid: string, mutation: Outcome, encode?: EncodePatch): Buffer {
  return admit(uid, { ...mutation, warnings: listWarnings(mutation) }, encode);
}

/** Builds an AdmissionReview that admits, as bytes: a string would be encoded a second time. */
export function admit(
  uid: string,
  { reason, operations, warnings, patch }: Admission,
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
  return withPatch(JSON.stringify(review), operations.length === 0 ? "" : (patch ?? encode(operations)));
}

/** The end of the serialized response and review. */
const END = "}}";
const END_OF_PATCH = `"${END}`;

/** Inserts the patch after serialization, because it is most of the response and base64 needs no escaping. */
function withPatch(review: string, patch: string): Buffer {
  if (patch === "") return Buffer.from(review);
  const start = `${review.slice(0, -END.length)},"patchType":"JSONPatch","patch":"`;
  const bytes = Buffer.allocUnsafe(Buffer.byteLength(start) + patch.length + END_OF_PATCH.length);
  const end = bytes.write(start);
  // Base64 is ASCII: one byte for each character, without a look at it.
  bytes.write(patch, end, "latin1");
  bytes.write(END_OF_PATCH, end + patch.length, "latin1");
  return bytes;
}

function encodePlainly(operations: Admission["operations"]): string {
  return Buffer.from(JSON.stringify(operations)).toString("base64");
}

/** No warnings for a pod that is reviewed again: the first review has sent them. */
function listWarnings({ reason, decision }: Outcome): readonly string[] {
  if (reason === "AlreadyInjected") return [];
  const detail = decision.outcome === "skip" ? decision.detail : "";
  return warningLines([
    ...(isWarned(reason) ? [`${reason}: ${REASONS[reason].sentence}: ${detail}`] : []),
    ...decision.warnings.map((warning) => `${warning.code}: ${warning.detail}`),
  ]);
}

/** Limits the number and length of warnings. */
export function warningLines(texts: readonly string[]): readonly string[] {
  const lines = texts.map(line);
  if (lines.length <= MOST_WARNINGS) return lines;
  return [...lines.slice(0, MOST_WARNINGS - 1), `Model Express: and ${lines.length - MOST_WARNINGS + 1} more warnings`];
}

/** The API server drops a warning with characters that a header cannot carry. */
function line(text: string): string {
  return plain(`Model Express: ${text}`, MOST_CHARACTERS);
}
