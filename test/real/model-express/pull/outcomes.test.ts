import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bed, makeBed } from "./bed.ts";
import { fetchWithDynamo, loadWithHuggingFace } from "./consumer.ts";
import { type DeployedPod, deploy } from "./deployed-pod.ts";
import { CLAIM, type DynamoPod, dynamoPod } from "./dynamo-pods.ts";
import { findLibraries, findModelExpress, findPython, LIBRARIES } from "./install.ts";
import { foldersModel, singleFileModel } from "./model-files.ts";
import { type AdmissionWebhook, openWebhook } from "./webhook.ts";

/** What real engines read the cache with; Dynamo's runtime looks models up by itself, too. */
const dynamo = findPython();
const READERS = [...LIBRARIES.map(findLibraries), dynamo].flatMap((found) => (found.isHere ? [found.python] : []));

const shell = (script: string): DynamoPod => ({ command: ["/bin/sh", "-c"], args: [script] });
const words = (text: string): DynamoPod => ({ args: text.split(" ") });

interface Outcome {
  readonly pod: DynamoPod;
  readonly loads: readonly string[];
}

/** Decisions that close the hub: everything that the pod loads is in its cache. */
const OFFLINE: Readonly<Record<string, Outcome>> = {
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
  "a list in the annotation": {
    pod: { ...shell('exec python3 -m dynamo.vllm --model "$(cat /etc/model)"'), annotations: { models: "org/a" } },
    loads: ["org/a"],
  },
};

/** In a directory of the pod's own, which no claim can be. */
const OFFLINE_IN_STREAM: Readonly<Record<string, Outcome>> = {
  "a cache that its user put below /tmp": {
    pod: { ...words("--model org/a"), env: { HF_HOME: "/tmp/hf" } },
    loads: ["org/a"],
  },
  "a cache that its script puts below /tmp": {
    pod: shell("export HF_HUB_CACHE=/tmp/hub; exec python3 -m dynamo.vllm --model org/a"),
    loads: ["org/a"],
  },
};

/** Decisions that leave the hub open, with the repository that the pod loads besides, or instead of, the pulled one. */
const ONLINE: Readonly<Record<string, Outcome>> = {
  "code of another repository": { pod: words("--model org/a --trust-remote-code"), loads: ["org/a", "org/b"] },
  "adapters at run time": { pod: words("--model org/a --enable-lora"), loads: ["org/a", "org/b"] },
  "another program": {
    pod: shell("hf download org/b && exec python3 -m dynamo.vllm --model org/a"),
    loads: ["org/a", "org/b"],
  },
  "a file that may name a model": { pod: words("--model org/a --config /etc/engine.yaml"), loads: ["org/a", "org/b"] },
  "a sentence encoder with a module in a folder": {
    pod: words("--model org/folders --task embed"),
    loads: ["org/folders"],
  },
  "images, whose repository is not delivered": {
    pod: { command: ["python3", "-m", "dynamo.vllm.omni"], args: ["--model", "org/folders"] },
    loads: ["org/folders"],
  },
  "a model that only the container knows": { pod: words("--model $(MODEL)"), loads: ["org/b"] },
  "the annotation offline": { pod: { ...words("--model org/a"), annotations: { offline: "never" } }, loads: ["org/a"] },
};

let webhook: AdmissionWebhook;
beforeAll(async () => {
  webhook = await openWebhook();
});
afterAll(() => webhook.close());

const CASES = [
  { version: "0.7.0", mode: "stream" },
  { version: "0.7.0", mode: "shared" },
  { version: "0.6.0", mode: "stream" },
  { version: "0.6.0", mode: "shared" },
] as const;
type Mode = (typeof CASES)[number]["mode"];

/** Each starts some thirty Python programs; a busy machine needs minutes. */
const MINUTES = 300_000;

describe.skipIf(READERS.length < 3).each(CASES)("with server and CLI $version, in mode $mode", ({ version, mode }) => {
  const isHere = findModelExpress(version).isHere;

  test.skipIf(!isHere)(
    "each pod that is offline finds all its models without server and hub",
    { timeout: MINUTES },
    async () => {
      const bed = await makeFilledBed(version);
      const outcomes = { ...OFFLINE, ...(mode === "stream" ? OFFLINE_IN_STREAM : {}) };
      const pods = await pullAll(bed, mode, outcomes);
      for (const { name, deployed } of pods) {
        const isOffline = deployed.environment()["HF_HUB_OFFLINE"];
        expect(isOffline, name).toBe("1");
      }
      await bed.server.kill();
      bed.hub.misbehave(/./, { kind: "status", status: 503 });
      const requests = bed.hub.requests();
      for (const [turn, one] of pods.entries()) await expectRead(one, turn);
      expect(bed.hub.requests()).toBe(requests);
    },
  );

  test.skipIf(!isHere)(
    "each pod that is online loads what it would have loaded without us",
    { timeout: MINUTES },
    async () => {
      const bed = await makeFilledBed(version);
      const pods = await pullAll(bed, mode, ONLINE);
      const downloads = bed.hub.downloads()["org/a/model.safetensors"];
      for (const [turn, one] of pods.entries()) {
        expect(one.deployed.environment(), one.name).not.toHaveProperty("HF_HUB_OFFLINE");
        await expectRead(one, turn);
      }
      // What was pulled is not downloaded again.
      expect(bed.hub.downloads()["org/a/model.safetensors"]).toBe(downloads);
    },
  );
});

async function makeFilledBed(version: string): Promise<Bed> {
  const bed = await makeBed({ version });
  for (const model of ["org/a", "org/b"]) bed.hub.publish(model, singleFileModel(model.at(-1) ?? "", 1000));
  bed.hub.publish("org/folders", foldersModel("folders"));
  return bed;
}

interface Pulled {
  readonly name: string;
  readonly deployed: DeployedPod;
  readonly loads: readonly string[];
}

async function pullAll(bed: Bed, mode: Mode, outcomes: Readonly<Record<string, Outcome>>): Promise<readonly Pulled[]> {
  const claim: Record<string, string> = mode === "shared" ? { claim: CLAIM } : {};
  const pods: Pulled[] = [];
  for (const [name, { pod, loads }] of Object.entries(outcomes)) {
    const asked = { ...pod, annotations: { ...claim, ...pod.annotations } };
    const deployed = await deploy(dynamoPod(bed, asked), { bed, webhook });
    if (deployed.hasPull) {
      const { exitCode, log } = await deployed.pull();
      expect(exitCode, `${name}: ${log}`).toBe(0);
    }
    pods.push({ name, deployed, loads });
  }
  return pods;
}

/** A library finds each model with all its weights, another one for the next pod, and Dynamo's own look-up finds it. */
async function expectRead({ name, deployed, loads }: Pulled, turn: number): Promise<void> {
  const home = deployed.directory("model-express") || (await deployed.newDirectory());
  const env = { HOME: home, ...PATIENCE, ...deployed.environment() };
  for (const [at, model] of loads.entries()) {
    const python = READERS[(turn + at) % READERS.length] ?? "";
    const { output } = await loadWithHuggingFace({ python, env, model });
    expect(output, `${name}: ${model}`).toMatch(/^LOADED [0-9a-f]{40} 1 /m);
  }
  const [first = ""] = loads;
  const found = await fetchWithDynamo({ python: dynamo.isHere ? dynamo.python : "", env, model: first });
  expect(found.output, `${name}: ${first}`).toMatch(/^FOUND /m);
}

/** Seconds. After its default of 10, huggingface_hub takes a partial snapshot for the whole. */
const PATIENCE = { HF_HUB_ETAG_TIMEOUT: "100", HF_HUB_DOWNLOAD_TIMEOUT: "100" };
