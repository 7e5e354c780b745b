import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import type { Finding } from "../finding.ts";
import type { Observed } from "../observed.ts";

/** Checks whether `ModelExpress` objects are deployed. */
export function listModelExpressFindings({ modelExpresses }: Observed): readonly Finding[] {
  if ("unreadable" in modelExpresses) {
    return [{ code: "ModelExpressUnread", subject: "ModelExpress objects", message: modelExpresses.unreadable }];
  }
  if (modelExpresses.value === undefined) {
    const message = "the cluster has no such resource: apply the CustomResourceDefinition in crds/ of the chart";
    return [{ code: "ModelExpressUndefined", subject: "ModelExpress objects", message }];
  }
  return modelExpresses.value.map((object) => ({
    ...readiness(object),
    namespace: textAt(objectAt(object, "metadata"), "namespace") ?? "",
  }));
}

function readiness(object: JsonObject): Omit<Finding, "namespace"> {
  const metadata = objectAt(object, "metadata");
  const status = objectAt(object, "status");
  const subject = `ModelExpress ${textAt(metadata, "namespace")}/${textAt(metadata, "name")}`;
  const ready = objectsAt(status, "conditions").find((condition) => textAt(condition, "type") === "Ready");
  const isBehind = member(status, "observedGeneration") !== member(metadata, "generation");
  if (ready === undefined || isBehind) {
    return {
      code: "ModelExpressUnobserved",
      subject,
      message: "the controller has not looked at it as it is now: does it run?",
    };
  }
  if (textAt(ready, "status") === "True")
    return { code: "ModelExpressReady", subject, message: `ready at ${textAt(status, "url")}` };
  return { code: "ModelExpressNotReady", subject, message: `${textAt(ready, "reason")}: ${textAt(ready, "message")}` };
}
