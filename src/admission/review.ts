import { isObject, type JsonObject, member, objectAt, textAt } from "../kubernetes/json.ts";

/** What the handler reads of an AdmissionReview (`admission.k8s.io/v1`). */
export interface ReviewRequest {
  readonly uid: string;
  /** Never the object's own namespace, which may be empty. */
  readonly namespace: string;
  /** The object's name, or its `generateName` with a star: most pods have no name yet. */
  readonly podName: string;
  readonly isPodCreation: boolean;
  readonly isDryRun: boolean;
  /** The raw object; anything at all. */
  readonly object: unknown;
}

/** The body is no AdmissionReview that can be answered. */
export interface ReviewProblem {
  readonly problem: string;
}

export const API_VERSION = "admission.k8s.io/v1";
export const KIND = "AdmissionReview";

/** Parses a request's body, once, as what creates a pod. */
export function readReview(body: string): ReviewRequest | ReviewProblem {
  const read = readRequest(body);
  return isProblem(read) ? read : requestOf(read);
}

/** The review's request, and the uid that the answer has to bear. */
export interface RawRequest {
  readonly uid: string;
  readonly request: JsonObject;
}

/** Parses a request's body, once, whatever it is about. */
export function readRequest(body: string): RawRequest | ReviewProblem {
  const review = parse(body);
  if (!isObject(review)) return { problem: "the body is not a JSON object" };
  const apiVersion = member(review, "apiVersion");
  const kind = member(review, "kind");
  if (apiVersion !== API_VERSION || kind !== KIND) {
    return { problem: `expected ${API_VERSION} ${KIND}, got ${shown(apiVersion)} ${shown(kind)}` };
  }
  const request = member(review, "request");
  if (!isObject(request)) return { problem: "the review has no request" };
  const uid = textAt(request, "uid") ?? "";
  return uid === "" ? { problem: "the request has no uid" } : { uid, request };
}

export function isProblem(review: object): review is ReviewProblem {
  return "problem" in review;
}

function requestOf({ uid, request }: RawRequest): ReviewRequest {
  const object = member(request, "object");
  return {
    uid,
    namespace: textAt(request, "namespace") ?? "",
    podName: textAt(request, "name") || nameIn(object),
    isPodCreation: isPodCreation(request),
    isDryRun: member(request, "dryRun") === true,
    object,
  };
}

function isPodCreation(request: JsonObject): boolean {
  const kind = objectAt(request, "kind");
  const isPod = textAt(kind, "kind") === "Pod" && (textAt(kind, "group") ?? "") === "";
  return isPod && textAt(request, "operation") === "CREATE" && (textAt(request, "subResource") ?? "") === "";
}

function nameIn(object: unknown): string {
  const metadata = isObject(object) ? objectAt(object, "metadata") : {};
  const generateName = textAt(metadata, "generateName") ?? "";
  return textAt(metadata, "name") || (generateName === "" ? "" : `${generateName}*`);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : "none";
}
