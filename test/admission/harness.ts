import { readFileSync } from "node:fs";
import { pino } from "pino";
import { LOAD_LIMITS, Load } from "../../src/admission/load.ts";
import { createMetrics, type Metrics } from "../../src/admission/metrics.ts";
import { type AdmissionDependencies, buildAdmissionServer } from "../../src/admission/server.ts";
import { createSelfSigned } from "../../src/certificates/self-signed.ts";
import { EmbeddedDirectory } from "../../src/cluster/embedded-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutateGraph } from "../../src/graph/mutate-graph.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import type { AddOperation } from "../../src/injection/patch/operation.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

export const CLUSTER = new URL("../../examples/cluster.yaml", import.meta.url).pathname;
const REVIEW = new URL("../../examples/admission-review.json", import.meta.url);

/** A server on a free loopback port that knows the example's cluster. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly ca: string;
  readonly metrics: Metrics;
  readonly mutate: AdmissionDependencies["mutate"];
  /** The parsed lines of the log. */
  readonly lines: JsonObject[];
  close(): Promise<void>;
}

export async function startServer(overrides: Partial<AdmissionDependencies> = {}): Promise<TestServer> {
  const { ca, cert, key } = await createSelfSigned(["localhost", "127.0.0.1"]);
  const lines: JsonObject[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line) as JsonObject) });
  const metrics = createMetrics();
  const directory = new EmbeddedDirectory([CLUSTER]);
  const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
  const mutate: AdmissionDependencies["mutate"] = (request) => mutatePod(request, directory, settings);
  const server = buildAdmissionServer({
    tls: { cert, key },
    mutate,
    mutateGraph: (request) => mutateGraph(request, (namespace) => directory.isOptedIn(namespace)),
    metrics,
    load: new Load({ ...LOAD_LIMITS, mostLateness: Number.POSITIVE_INFINITY }),
    log,
    ...overrides,
  });
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  return { url, port: Number(new URL(url).port), ca, metrics, mutate, lines, close: () => server.close() };
}

/** Builds a review of the example's Dynamo worker with replaced members. */
export function review(request: JsonObject = {}, whole: JsonObject = {}): JsonObject {
  const body = JSON.parse(readFileSync(REVIEW, "utf8")) as JsonObject & { request: JsonObject };
  return { ...body, request: { ...body.request, ...request }, ...whole };
}

export function examplePod(): JsonObject {
  return (review()["request"] as JsonObject)["object"] as JsonObject;
}

export interface Answer {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patchType?: string;
  readonly patch?: string;
  readonly warnings?: readonly string[];
  readonly auditAnnotations: { readonly reason: string };
}

export function operationsOf({ patch = "" }: Answer): readonly AddOperation[] {
  return JSON.parse(Buffer.from(patch, "base64").toString("utf8") || "[]") as AddOperation[];
}
