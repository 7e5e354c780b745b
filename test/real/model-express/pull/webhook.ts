import jsonPatch from "fast-json-patch";
import { pino } from "pino";
import request from "supertest";
import { loadConfig } from "../../../../src/configuration/config.ts";
import { readPullScript } from "../../../../src/configuration/pull-script.ts";
import { toSettings } from "../../../../src/configuration/to-settings.ts";
import type { JsonObject } from "../../../../src/kubernetes/json.ts";
import { startWebhook } from "../../../../src/processes/webhook.ts";
import { type Answer, CLUSTER, operationsOf, review } from "../../../admission/harness.ts";

/** What became of a pod at admission. */
export interface Admitted {
  readonly pod: JsonObject;
  readonly reason: string;
  readonly warnings: readonly string[];
  /** How many operations the patch has. */
  readonly changes: number;
}

/** The webhook as its command starts it, with the example's cluster and the real pull script. */
export interface AdmissionWebhook {
  admit(pod: JsonObject): Promise<Admitted>;
  close(): Promise<void>;
}

/** Its command line knows revisions; the one that the tests run in its place does too. */
const IMAGE = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.7.0";

export async function openWebhook(): Promise<AdmissionWebhook> {
  const { url, ca, close } = await startWebhook({
    settings: toSettings(loadConfig(undefined, { "pull.image": IMAGE }), readPullScript()),
    cluster: [CLUSTER],
    tlsDirectory: undefined,
    host: "127.0.0.1",
    port: 0,
    operationsPort: 0,
    log: pino({ level: "silent" }),
  });
  const { origin, pathname } = new URL(url);
  return {
    close,
    admit: async (pod) => {
      const post = request(origin)
        .post(pathname)
        .ca(ca ?? "")
        .set("content-type", "application/json");
      const { body } = await post.send(JSON.stringify(review({ object: pod })));
      return patched(pod, (body as { response: Answer }).response);
    },
  };
}

/** Does what the API server does with the answer. */
function patched(pod: JsonObject, answer: Answer): Admitted {
  const operations = operationsOf(answer) as readonly jsonPatch.Operation[];
  const { newDocument } = jsonPatch.applyPatch(structuredClone(pod), operations, true);
  const { auditAnnotations, warnings = [] } = answer;
  return { pod: newDocument, reason: auditAnnotations.reason, warnings, changes: operations.length };
}
