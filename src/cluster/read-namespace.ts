import { type JsonObject, member, objectAt, textAt } from "../kubernetes/json.ts";
import { INJECT_LABEL, POD_SECURITY_LABEL } from "../model-express/keys.ts";

export interface NamespaceFacts {
  readonly isOptedIn: boolean;
  readonly optInLabel: string | undefined;
  readonly podSecurity: string | undefined;
  readonly platformUser: number | undefined;
}

/** Kubernetes' levels only. Other values have no meaning, and take no memory. */
const LEVELS = ["privileged", "baseline", "restricted"];
/** OpenShift's annotation, `1000680000/10000`: `restricted-v2` gives the first uid to each pod that states none. */
const UID_RANGE = "openshift.io/sa.scc.uid-range";

export function readNamespace(namespace: JsonObject): NamespaceFacts {
  const metadata = objectAt(namespace, "metadata");
  const labels = objectAt(metadata, "labels");
  const level = member(labels, POD_SECURITY_LABEL);
  const podSecurity = LEVELS.find((one) => one === level);
  const optInLabel = textAt(labels, INJECT_LABEL);
  const platformUser = readFirstUid(textAt(objectAt(metadata, "annotations"), UID_RANGE));
  return { isOptedIn: optInLabel === "enabled", optInLabel, podSecurity, platformUser };
}

function readFirstUid(range = ""): number | undefined {
  const [, first] = /^(\d{1,10})[/-]\d{1,10}$/.exec(range) ?? [];
  return first === undefined ? undefined : Number(first);
}
