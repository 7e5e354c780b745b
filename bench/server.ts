import { readFile } from "node:fs/promises";
import path from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { pino } from "pino";
import { LOAD_LIMITS, Load } from "../src/admission/load.ts";
import { createMetrics } from "../src/admission/metrics.ts";
import { RepeatedText } from "../src/admission/repeated-text.ts";
import { buildAdmissionServer } from "../src/admission/server.ts";
import { createSelfSigned } from "../src/certificates/self-signed.ts";
import type { PodRequest } from "../src/injection/decide.ts";
import { mutatePod } from "../src/injection/mutate-pod.ts";
import type { Outcome } from "../src/injection/outcome.ts";
import { OutcomeCache } from "../src/mutation/outcome-cache.ts";
import { LogDestination } from "../src/processes/log-destination.ts";
import { keepObjectsYoung } from "../src/processes/young-objects.ts";
import { settings } from "./core.ts";
import { directoryOf, type ScriptPlace } from "./instances.ts";
import { typicalWorker } from "./typical-worker.ts";

/**
 * Serves one contestant in its own process, with the certificate of a directory if one is given. Prints its URL.
 * `node bench/server.ts mounted|contained|floor|annotation|constant [bytes of the floor's patch] [directory]`
 */
const [, , contestant, patchBytes = "0", certificates] = process.argv;
keepObjectsYoung();
const { cert, key } = await findCertificate(certificates);
process.stdout.write(`${await choose().listen({ host: "127.0.0.1", port: 0 })}\n`);

function choose(): FastifyInstance {
  if (contestant === "mounted" || contestant === "contained") return webhook(contestant);
  if (contestant === "annotation") return annotation();
  if (contestant === "constant") return constant();
  const operations = [{ op: "add", path: "/x", value: "x".repeat(Number(patchBytes)) }];
  return floor(patchBytes === "0" ? () => ({}) : () => encodePatch(operations));
}

async function findCertificate(
  directory: string | undefined,
): Promise<{ readonly cert: string; readonly key: string }> {
  if (directory === undefined) return createSelfSigned(["127.0.0.1"]);
  const read = (name: string): Promise<string> => readFile(path.join(directory, name), "utf8");
  return { cert: await read("tls.crt"), key: await read("tls.key") };
}

function webhook(place: ScriptPlace): FastifyInstance {
  const directory = directoryOf(10, place);
  // Log lines are formatted and written as in production; the parent sends them to /dev/null.
  const log = pino({}, new LogDestination(2));
  const repeated = new RepeatedText(settings.pull.script);
  const outcomes = new OutcomeCache(repeated.encode);
  const mutate = (request: PodRequest): Outcome => outcomes.mutate(request, directory, settings);
  const load = new Load(LOAD_LIMITS);
  return buildAdmissionServer({ tls: { cert, key }, mutate, repeated, metrics: createMetrics(), load, log });
}

/** Responds with the smallest patch: what any patch costs its receiver. */
function annotation(): FastifyInstance {
  const patch = encodePatch([{ op: "add", path: "/metadata/annotations/example.com~1any", value: "" }]);
  return floor(() => patch);
}

/** Responds with the patch of the typical worker, whatever the pod: what our patch costs its receiver, without a decision. */
function constant(): FastifyInstance {
  const request = { namespace: "inference", object: typicalWorker() };
  const patch = encodePatch(mutatePod(request, directoryOf(10), settings).operations);
  return floor(() => patch);
}

interface Patch {
  readonly patchType?: "JSONPatch";
  readonly patch?: string;
}

function encodePatch(operations: readonly object[]): Patch {
  return { patchType: "JSONPatch", patch: Buffer.from(JSON.stringify(operations)).toString("base64") };
}

/** The cost of TLS, HTTP and JSON alone: parses the same review, and responds with a patch that it does not decide. */
function floor(makePatch: () => Patch): FastifyInstance {
  const server = Fastify({ https: { minVersion: "TLSv1.2", cert, key }, bodyLimit: 7 * 1024 * 1024 });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  server.post("/mutate", (request) => {
    const { request: review } = JSON.parse(request.body as string) as { request: { uid: string } };
    const response = { uid: review.uid, allowed: true, ...makePatch() };
    return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response };
  });
  return server as unknown as FastifyInstance;
}
