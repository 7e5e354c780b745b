import type { GraphRequest } from "../graph/graph-mutation.ts";
import { member, objectAt, textAt } from "../kubernetes/json.ts";
import { DYNAMO_GROUP, GRAPH_KIND } from "../model-express/graph-type.ts";
import { isProblem, type RawRequest, type ReviewProblem, readRequest } from "./review.ts";

/** The parts of an AdmissionReview of a DynamoGraphDeployment that the handler needs. */
export interface GraphReview extends GraphRequest {
  readonly uid: string;
  readonly name: string;
  readonly isGraphChange: boolean;
  readonly isDryRun: boolean;
}

/** Parses a request body. */
export function readGraphReview(body: string): GraphReview | ReviewProblem {
  const read = readRequest(body);
  return isProblem(read) ? read : readReview(read);
}

function readReview({ uid, request }: RawRequest): GraphReview {
  const kind = objectAt(request, "kind");
  const isGraph = textAt(kind, "group") === DYNAMO_GROUP && textAt(kind, "kind") === GRAPH_KIND;
  const isChange = ["CREATE", "UPDATE"].includes(textAt(request, "operation") ?? "");
  return {
    uid,
    namespace: textAt(request, "namespace") ?? "",
    name: textAt(request, "name") ?? "",
    isGraphChange: isGraph && isChange && (textAt(request, "subResource") ?? "") === "",
    isDryRun: member(request, "dryRun") === true,
    object: member(request, "object"),
    oldObject: member(request, "oldObject"),
  };
}
