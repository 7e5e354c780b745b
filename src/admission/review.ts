import { isObject, type JsonObject, member, objectAt, parseJson, textAt } from "../kubernetes/json.ts";

/** The parts of an AdmissionReview (`admission.k8s.io/v1`) that the handler needs. */
export interface ReviewRequest {
  readonly uid: string;
  /** From the request: the object's own namespace may be empty. */
  readonly namespace: string;
  /** The object's name, or its `generateName` with a star, because most pods have no name yet. */
  readonly podName: string;
  readonly isPodCreation: boolean;
  readonly isDryRun: boolean;
  /** The raw object: any JSON value. */
  readonly object: unknown;
  /** The length of the review's text. */
  readonly characters: number;
  /** The key of a cached outcome, if the review is recognized as that of a replica. */
  readonly key?: string;
}

/** The body is not an AdmissionReview that can be answered. */
export interface ReviewProblem {
  readonly problem: string;
}

export const API_VERSION = "admission.k8s.io/v1";
export const KIND = "AdmissionReview";

/** Parses a request body as the creation of a pod. */
export function readReview(body: string): ReviewRequest | ReviewProblem {
  const read = readRequest(body);
  return isProblem(read) ? read : readPodRequest(read, body.length);
}

/** The review's request, and the uid that the response must repeat. */
export interface RawRequest {
  readonly uid: string;
  readonly request: JsonObject;
}

/** Parses a request body of any kind. */
export function readRequest(body: string): RawRequest | ReviewProblem {
  const review = parseJson(body);
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

function readPodRequest({ uid, request }: RawRequest, characters: number): ReviewRequest {
  const object = member(request, "object");
  return {
    uid,
    namespace: textAt(request, "namespace") ?? "",
    podName: textAt(request, "name") || nameIn(object),
    isPodCreation: isPodCreation(request),
    isDryRun: member(request, "dryRun") === true,
    object,
    characters,
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

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : "none";
}
