import { readFileSync } from "node:fs";
import { request } from "node:https";
import { insertAdditions } from "@model-express-injector/yaml-weaving/insert.ts";
import { pino } from "pino";
import { EmbeddedDirectory } from "../../cluster/embedded-directory.ts";
import { loadConfig } from "../../configuration/config.ts";
import { readPullScript } from "../../configuration/pull-script.ts";
import { toSettings } from "../../configuration/to-settings.ts";
import type { AddOperation } from "../../injection/patch/operation.ts";
import { startWebhook } from "../../processes/webhook.ts";
import { renderStory } from "../explain/story.ts";
import { EXIT } from "../failure.ts";
import { formatDiff } from "../inject/diff.ts";
import { type DecidedTemplate, decideManifests } from "../manifests/decide-manifests.ts";
import { type InputFile, readInputs } from "../manifests/read-input.ts";
import type { Terminal } from "../terminal.ts";
import { exampleFile } from "./examples.ts";

const CLUSTER = exampleFile("cluster.yaml");
const WORKER = exampleFile("worker.yaml");
const REVIEW = exampleFile("admission-review.json");

/**
 * Starts the webhook over TLS on loopback with an embedded cluster, and sends it the review of a Dynamo worker as an
 * API server would. On a terminal it keeps serving until Ctrl-C. Returns the exit code.
 */
export async function demo(terminal: Terminal): Promise<number> {
  const settings = toSettings(loadConfig(undefined, {}), readPullScript());
  const log = pino({ level: "silent" });
  const loopback = { host: "127.0.0.1", port: 0, operationsPort: 0, tlsDirectory: undefined };
  const webhook = await startWebhook({ settings, cluster: [CLUSTER], log, ...loopback });
  const answer = await post(webhook.url, readFileSync(REVIEW, "utf8"), webhook.ca ?? "");
  const inputs = readInputs([WORKER]);
  const directory = new EmbeddedDirectory([CLUSTER]);
  const [decided] = decideManifests(inputs, { directory, settings, namespace: "default" });
  const [input] = inputs;
  if (decided !== undefined && input !== undefined) {
    terminal.out(renderStory(decided, { colors: terminal.colors }));
    terminal.out(`\n${terminal.colors.bold(`What ${webhook.url} answered, applied to the pod`)}\n\n`);
    terminal.out(`${change(input, decided, answer, terminal)}\n`);
  }
  terminal.out(suggestions(webhook.url, terminal));
  if (!terminal.isInteractive) await webhook.close();
  else process.once("SIGINT", () => void webhook.close());
  return EXIT.ok;
}

/** Splices the webhook's operations into the manifest, like `inject`. */
function change(input: InputFile, { manifest }: DecidedTemplate, answer: ReviewAnswer, { colors }: Terminal): string {
  const operations = readOperations(answer);
  const { text } = insertAdditions(input.source, input.manifests, new Map([[manifest, operations]]));
  return formatDiff({ name: "examples/worker.yaml", source: input.source }, text, colors);
}

interface ReviewAnswer {
  readonly response: { readonly patch?: string };
}

/** The operations of the response, with a placeholder for the long pull script. */
function readOperations({ response: { patch = "" } }: ReviewAnswer): readonly AddOperation[] {
  const script = readPullScript();
  const shorten = (_key: string, value: unknown): unknown => (value === script ? "… src/injection/pull.sh …" : value);
  return JSON.parse(Buffer.from(patch, "base64").toString("utf8") || "[]", shorten) as AddOperation[];
}

function suggestions(url: string, { colors, isInteractive }: Terminal): string {
  const curl = `curl -sk ${url} -H 'content-type: application/json' -d @examples/admission-review.json`;
  const serve = "bin/model-express-injector webhook --cluster examples/cluster.yaml --host 127.0.0.1 --port 8443";
  const lines = [
    colors.bold("Try it on your own pod"),
    "  bin/model-express-injector inject -f YOUR-POD.yaml --cluster examples/cluster.yaml -o diff",
    "  bin/model-express-injector explain -f YOUR-POD.yaml --cluster examples/cluster.yaml",
    "",
    ...(isInteractive
      ? [colors.bold("The webhook goes on serving until Ctrl-C; in another terminal"), `  ${curl}`]
      : [
          colors.bold("Serve, and ask it as an API server does"),
          `  ${serve}`,
          `  ${curl.replace(url, "https://127.0.0.1:8443/mutate")}`,
        ]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Sends a review as the API server does: over verified TLS, with its timeout in the URL. */
function post(url: string, body: string, ca: string): Promise<ReviewAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ReviewAnswer>();
  const headers = { "content-type": "application/json" };
  const call = request(`${url}?timeout=10s`, { method: "POST", ca, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")) as ReviewAnswer));
  });
  call.on("error", reject);
  call.end(body);
  return promise;
}
