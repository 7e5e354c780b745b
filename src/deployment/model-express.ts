import type * as z from "zod";
import { toDotPath } from "zod/v4/core";
import { exceeds } from "../kubernetes/extent.ts";
import { type JsonObject, member, objectAt, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { type ModelExpressSpec, modelExpressSpec } from "./model-express-spec.ts";
import { type ModelExpressStatus, modelExpressStatus } from "./model-express-status.ts";

export interface Identity {
  readonly namespace: string;
  /** Also the name of its Service, Deployment and ServiceAccount. */
  readonly name: string;
  readonly uid: string;
}

/** A `ModelExpress` as a user declared it. */
export interface ModelExpress extends Identity {
  readonly version: string;
  readonly generation: number;
  /** RFC 3339 in UTC, so that text order is time order. */
  readonly createdAt: string;
  readonly spec: ModelExpressSpec;
  readonly status: ModelExpressStatus;
}

/** A `ModelExpress` that the API server accepted under another version of the schema. */
export interface InvalidModelExpress extends Omit<ModelExpress, "spec"> {
  readonly problem: string;
}

export type DeclaredModelExpress = ModelExpress | InvalidModelExpress;

export function isValid(instance: DeclaredModelExpress): instance is ModelExpress {
  return "spec" in instance;
}

const TOO_LARGE = `spec: has more than ${LIMITS.modelExpressSpec} characters, or more than ${LIMITS.depth} levels`;

/** A `ModelExpress` with its image resolved. */
export interface DeployedModelExpress extends ModelExpress {
  readonly spec: ModelExpressSpec & { readonly image: string };
}

/** @param defaultImage the Model Express image of the configuration */
export function withImage(instance: ModelExpress, defaultImage: string): DeployedModelExpress {
  return { ...instance, spec: { ...instance.spec, image: instance.spec.image ?? defaultImage } };
}

/**
 * Parses a `ModelExpress`. Returns `undefined` while it is being deleted.
 *
 * @param excess why only the object's names are present, as a clause
 */
export function readModelExpress(object: JsonObject, excess?: string): DeclaredModelExpress | undefined {
  const metadata = objectAt(object, "metadata");
  if (textAt(metadata, "deletionTimestamp") !== undefined) return undefined;
  const generation = member(metadata, "generation");
  const rest = {
    namespace: textAt(metadata, "namespace") ?? "",
    name: textAt(metadata, "name") ?? "",
    uid: textAt(metadata, "uid") ?? "",
    version: textAt(metadata, "resourceVersion") ?? "",
    generation: typeof generation === "number" ? generation : 0,
    createdAt: textAt(metadata, "creationTimestamp") ?? "",
    status: modelExpressStatus.safeParse(objectAt(object, "status")).data ?? {},
  };
  if (excess !== undefined) return { ...rest, problem: `it is too large to be read: ${excess}` };
  if (exceeds(objectAt(object, "spec"), { size: LIMITS.modelExpressSpec })) return { ...rest, problem: TOO_LARGE };
  const spec = modelExpressSpec.safeParse(objectAt(object, "spec"));
  return spec.success ? { ...rest, spec: spec.data } : { ...rest, problem: describeIssues(spec.error) };
}

function describeIssues({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${toDotPath(["spec", ...path])}: ${message}`).join("; ");
}
