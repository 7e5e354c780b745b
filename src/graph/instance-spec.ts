import { modelExpressSpec } from "../deployment/model-express-spec.ts";
import { exceeds } from "../kubernetes/extent.ts";
import { isObject, type JsonObject, member, objectAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { isServiceName } from "../kubernetes/names.ts";
import { asksForModels, resolveModels } from "./auto-models.ts";
import { type GraphName, toDynamoNamespace, toLoneName, toObjectName } from "./graph.ts";
import { describeSpecIssue, SCOPE } from "./spec-issue.ts";

export const SPEC_KEYS: readonly string[] = Object.keys(modelExpressSpec.shape);

/**
 * Validates the spec of a ModelExpress that a graph declares. Returns one sentence that begins with its name, or
 * `undefined`. Stricter than the resource's schema, which drops unknown keys: a misspelt key is a problem.
 */
export function checkInstance(graph: GraphName, name: string, spec: JsonObject): string | undefined {
  const object = toObjectName(graph.name, name);
  if (!isServiceName(object)) return `${name} would be the ModelExpress ${object}: ${NAME_RULE}`;
  const problem = checkSpec({ dynamoNamespace: toDynamoNamespace(graph), ...resolveModels(spec, []) });
  return problem && `${name}${problem}`;
}

/**
 * The same for a ModelExpress without a graph. The spec must state `dynamoNamespace`, because there is no graph to
 * derive it from.
 */
export function checkLoneInstance(name: string, spec: JsonObject): string | undefined {
  const object = toLoneName(name);
  if (!isServiceName(object)) return `${name} would be the ModelExpress ${object}: ${NAME_RULE}`;
  if (member(spec, "dynamoNamespace") === undefined) return `${name}.dynamoNamespace: is missing; ${SCOPE}`;
  if (asksForModels(spec)) return `${name}.models: auto needs a graph; list the models`;
  const problem = checkSpec(spec);
  return problem && `${name}${problem}`;
}

const NAME_RULE = "a name has at most 63 of a-z, 0-9 and -, and begins with a letter";

function checkSpec(spec: JsonObject): string | undefined {
  if (exceeds(spec, { size: LIMITS.modelExpressSpec })) return TOO_LARGE;
  if (member(spec, "pvc") === undefined) return `: names no claim: ${CLAIM}`;
  const { data, error } = modelExpressSpec.safeParse(spec);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined) return describeSpecIssue(issue, spec);
  const [unknown] = listUnknownKeys(spec, data);
  return unknown === undefined
    ? checkClaimRules(objectAt(spec, "pvc"))
    : `.${unknown}: a ModelExpress has no such field`;
}

const TOO_LARGE = `: has more than ${LIMITS.modelExpressSpec} characters, or more than ${LIMITS.depth} levels`;

const CLAIM = "set pvc: {name: …}, and create: true with a size to have the claim created";

/** Checks the rules that the CustomResourceDefinition states in CEL, outside of the schema. */
function checkClaimRules(pvc: JsonObject): string | undefined {
  const isMade = member(pvc, "create") === true;
  if (isMade && member(pvc, "size") === undefined) return ".pvc: create: true needs a size, such as 500Gi";
  const isDeleted = member(pvc, "deletionPolicy") === "Delete";
  return isDeleted && !isMade ? ".pvc: deletionPolicy: Delete is for claims of create: true" : undefined;
}

/** Lists the paths that the parse dropped. */
function listUnknownKeys(value: unknown, parsed: unknown, place = ""): readonly string[] {
  if (Array.isArray(value) && Array.isArray(parsed)) {
    return value.flatMap((element, index) => listUnknownKeys(element, parsed[index], `${place}[${index}]`));
  }
  if (!isObject(value) || !isObject(parsed)) return [];
  return Object.keys(value).flatMap((key) => {
    const inner = place === "" ? key : `${place}.${key}`;
    return Object.hasOwn(parsed, key) ? listUnknownKeys(value[key], parsed[key], inner) : [inner];
  });
}
