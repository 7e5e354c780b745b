import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeBed } from "./bed.ts";
import { fetchWithDynamo, loadWithHuggingFace } from "./consumer.ts";
import { type DeployedPod, deploy } from "./deployed-pod.ts";
import { CLAIM, type DynamoPod, dynamoPod } from "./dynamo-pods.ts";
import { findLibraries, findModelExpress, findPython, LIBRARIES, type Version } from "./install.ts";
import { singleFileModel } from "./model-files.ts";
import { type AdmissionWebhook, openWebhook } from "./webhook.ts";

/** What real engines read the cache with; Dynamo's runtime looks models up by itself, too. */
const dynamo = findPython();
const READERS = [...LIBRARIES.map(findLibraries), dynamo].flatMap((found) => (found.isHere ? [found.python] : []));

const shell = (script: string): DynamoPod => ({ command: ["/bin/sh", "-c"], args: [script] });
const words = (text: string): DynamoPod => ({ args: text.split(" ") });

/** Decisions that close the hub: everything that the pod loads is in its cache. */
const OFFLINE: Readonly<Record<string, { readonly pod: DynamoPod; readonly loads: readonly string[] }>> = {
  "a model in arguments": { pod: words("--model org/a"), loads: ["org/a"] },
  "a model in a script, with a default": {
    pod: shell(`exec python3 -m dynamo.vllm --model "\${MODEL:-org/a}" --max-model-len 8192`),
    loads: ["org/a"],
  },
  "a draft in the settings": {
    pod: { args: ["--model", "org/a", "--speculative-config", '{"method":"eagle3","model":"org/b"}'] },
    loads: ["org/a", "org/b"],
  },
  "two engines in one script": {
    pod: shell("python3 -m dynamo.vllm --model org/a & exec python3 -m dynamo.vllm --model org/b"),
    loads: ["org/a", "org/b"],
  },
  "a cache that its user put below /tmp": {
    pod: { ...words("--model org/a"), env: { HF_HOME: "/tmp/hf" } },
    loads: ["org/a"],
  },
  "a list in the annotation": {
    pod: { ...shell('exec python3 -m dynamo.vllm --model "$(cat /etc/model)"'), annotations: { models: "org/a" } },
    loads: ["org/a"],
  },
};

let webhook: AdmissionWebhook;
beforeAll(async () => {
  webhook = await openWebhook();
});
afterAll(() => webhook.close());

const CASES = [{ version: "0.7.0", mode: "stream" }] as const;

describe.skipIf(READERS.length < 3).each(CASES)("with server and CLI $version, in mode $mode", ({ version, mode }) => {
  const isHere = findModelExpress(version).isHere;

  test.skipIf(!isHere).each(Object.keys(OFFLINE))("offline: %s", async (name) => {
    const { pod = {}, loads = [] } = OFFLINE[name] ?? {};
    const { bed, deployed } = await pulled(version, mode, pod);
    expect(deployed.environment()).toMatchObject({ HF_HUB_OFFLINE: "1" });
    await bed.server.kill();
    bed.hub.misbehave(/./, { kind: "status", status: 503 });
    const requests = bed.hub.requests();
    for (const model of loads) await expectRead(deployed, model);
    expect(bed.hub.requests()).toBe(requests);
  });
});

async function pulled(version: Version, mode: "shared" | "stream", pod: DynamoPod) {
  const bed = await makeBed({ version });
  for (const model of ["org/a", "org/b"]) bed.hub.publish(model, singleFileModel(model.at(-1) ?? "", 1000));
  const claim: Record<string, string> = mode === "shared" ? { claim: CLAIM } : {};
  const asked = { ...pod, annotations: { ...claim, ...pod.annotations } };
  const deployed = await deploy(dynamoPod(bed, asked), { bed, webhook });
  const { exitCode, log } = await deployed.pull();
  expect(exitCode, log).toBe(0);
  return { bed, deployed };
}

/** Each reader finds the model with all its weights, and Dynamo's own look-up finds it. */
async function expectRead(deployed: DeployedPod, model: string): Promise<void> {
  const env = deployed.environment();
  const answers = await Promise.all(READERS.map((python) => loadWithHuggingFace({ python, env, model })));
  for (const { output } of answers) expect(output).toMatch(/^LOADED [0-9a-f]{40} 1 /m);
  const found = await fetchWithDynamo({ python: dynamo.isHere ? dynamo.python : "", env, model });
  expect(found.output).toMatch(/^FOUND /m);
}
