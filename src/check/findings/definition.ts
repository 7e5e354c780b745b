import { buildDefinition } from "../../deployment/model-express-definition.ts";
import { VERSION } from "../../deployment/model-express-type.ts";
import { isObject, type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import type { Finding } from "../finding.ts";
import type { Observed } from "../observed.ts";

const SUBJECT = "CustomResourceDefinition modelexpresses.modelexpress.nvidia.com";
const APPLY =
  "kubectl apply --server-side --force-conflicts -f crds/modelexpresses.yaml, from the chart of this version";
const MOST_NAMED = 8;

/** Compares the cluster's CustomResourceDefinition with that of this version. Helm never upgrades it. */
export function listDefinitionFindings({ definition }: Observed): readonly Finding[] {
  if ("unreadable" in definition) {
    return [{ code: "DefinitionUnread", subject: SUBJECT, message: definition.unreadable }];
  }
  if (definition.value === undefined) return [];
  const theirs = readSchema(definition.value);
  if (theirs === undefined) return [outdated(`it does not serve ${VERSION}`)];
  const missing = listMissing(readSchema(buildDefinition()) ?? {}, theirs, "");
  if (missing.length === 0)
    return [{ code: "DefinitionCurrent", subject: SUBJECT, message: `has all fields of this version` }];
  const named = missing.slice(0, MOST_NAMED).join(", ");
  const more = missing.length > MOST_NAMED ? `, and ${missing.length - MOST_NAMED} more` : "";
  return [
    outdated(`it is older than this version and lacks ${named}${more}, which the API server drops without an error`),
  ];
}

function outdated(what: string): Finding {
  return { code: "DefinitionOutdated", subject: SUBJECT, message: `${what}: ${APPLY}` };
}

/** The schema of the version that the controller reads; `undefined` if it is not served. */
function readSchema(definition: JsonObject): JsonObject | undefined {
  const versions = objectsAt(objectAt(definition, "spec"), "versions");
  const version = versions.find((each) => textAt(each, "name") === VERSION && member(each, "served") !== false);
  return version && objectAt(objectAt(version, "schema"), "openAPIV3Schema");
}

/** The paths of the fields that `ours` has and `theirs` would drop: a missing object is one path. */
function listMissing(ours: JsonObject, theirs: JsonObject, path: string): readonly string[] {
  if (member(theirs, "x-kubernetes-preserve-unknown-fields") === true) return [];
  const fields = Object.entries(objectAt(ours, "properties")).flatMap(([name, field]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const found = member(objectAt(theirs, "properties"), name);
    if (!isObject(field)) return [];
    return isObject(found) ? listMissing(field, found, at) : [at];
  });
  const nested = (["items", "additionalProperties"] as const).flatMap((key) => {
    const [own, other] = [member(ours, key), member(theirs, key)];
    return isObject(own) && isObject(other) ? listMissing(own, other, `${path}[]`) : [];
  });
  return [...fields, ...nested];
}
