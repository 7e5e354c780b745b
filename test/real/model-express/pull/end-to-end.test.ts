import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bed, makeBed } from "./bed.ts";
import {
  fetchForFrontendWithDynamo,
  fetchWithDynamo,
  loadWithHuggingFace,
  readTokenizerWithHuggingFace,
} from "./consumer.ts";
import { type DeployedPod, deploy } from "./deployed-pod.ts";
import { CLAIM, type DynamoPod, dynamoPod } from "./dynamo-pods.ts";
import { DEFAULT_VERSION, findModelExpress, findPython } from "./install.ts";
import { shardedModel, singleFileModel } from "./model-files.ts";
import { type AdmissionWebhook, openWebhook } from "./webhook.ts";

const interpreter = findPython();
const python = interpreter.isHere ? interpreter.python : "";

const old = findModelExpress(DEFAULT_VERSION);

const MODES = ["shared", "stream"] as const;
type Mode = (typeof MODES)[number];

let webhook: AdmissionWebhook;
beforeAll(async () => {
  webhook = await openWebhook();
});
afterAll(() => webhook.close());

describe.skipIf(!findModelExpress("0.7.0").isHere || !interpreter.isHere)("a pod that went through the webhook", () => {
  describe.each(MODES)("in mode %s", (mode) => {
    test("loads the model that its command names without a request to the hub", async () => {
      const bed = await makeBed();
      const commit = bed.hub.publish("org/a", shardedModel("a", 2, 1000));
      const pod = await pulled(bed, worker(mode, { args: ["--model", "org/a"] }));
      expect(pod.reason).toBe(mode === "shared" ? "SharedPull" : "StreamPull");
      expect(pod.environment()).toMatchObject({ HF_HUB_OFFLINE: "1", MODEL_EXPRESS_URL: bed.server.url });
      await expectLoaded(bed, pod, [{ model: "org/a", seed: "a", commit }]);
    });

    test("loads three models, one of them at a revision", async () => {
      const bed = await makeBed();
      const main = bed.hub.publish("org/a", singleFileModel("a", 1000));
      const second = bed.hub.publish("org/b", singleFileModel("b", 1000));
      bed.hub.publish("c", singleFileModel("another c", 1000));
      const third = bed.hub.publish("c", singleFileModel("c", 1000), ["dev"]);
      const annotations = { "extra-models": "org/b, c@dev" };
      const pod = await pulled(bed, worker(mode, { args: ["--model=org/a"], annotations }));
      await expectLoaded(bed, pod, [
        { model: "org/a", seed: "a", commit: main },
        { model: "org/b", seed: "b", commit: second },
        { model: "c", revision: "dev", seed: "c", commit: third },
      ]);
    });

    test("loads the revision that its command names, out of a shell's script", async () => {
      const bed = await makeBed();
      bed.hub.publish("org/a", singleFileModel("main", 1000));
      const commit = bed.hub.publish("org/a", singleFileModel("dev", 1000), ["dev"]);
      const args = ['exec python3 -m dynamo.vllm --model "$MODEL" --revision dev'];
      const pod = await pulled(bed, worker(mode, { command: ["/bin/sh", "-c"], args, env: { MODEL: "org/a" } }));
      await expectLoaded(bed, pod, [{ model: "org/a", revision: "dev", seed: "dev", commit }]);
    });

    test("spares Dynamo's own look-up, which knows main only, a request when main is pulled beside a revision", async () => {
      const bed = await makeBed();
      const main = bed.hub.publish("org/a", singleFileModel("main", 1000));
      const dev = bed.hub.publish("org/a", singleFileModel("dev", 1000), ["dev"]);
      const args = ["--model", "org/a", "--revision", "dev"];
      const pod = await pulled(bed, worker(mode, { args, annotations: { "extra-models": "org/a" } }));
      await expectLoaded(bed, pod, [
        { model: "org/a", revision: "dev", seed: "dev", commit: dev },
        { model: "org/a", seed: "main", commit: main },
      ]);
    });

    test("loads the draft model of its speculative configuration", async () => {
      const bed = await makeBed();
      const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
      const draft = bed.hub.publish("org/draft", singleFileModel("draft", 1000));
      const speculative = JSON.stringify({ method: "eagle3", model: "org/draft", num_speculative_tokens: 3 });
      const pod = await pulled(bed, worker(mode, { args: ["--model", "org/a", "--speculative-config", speculative] }));
      await expectLoaded(bed, pod, [
        { model: "org/a", seed: "a", commit },
        { model: "org/draft", seed: "draft", commit: draft },
      ]);
    });

    test.skipIf(!old.isHere)("loads a model that the tool of an image of 0.5 pulled", async () => {
      const bed = await makeBed();
      const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
      const pod = await pulled(bed, worker(mode, { args: ["--model", "org/a"] }), old.isHere ? old.cli : "");
      await expectLoaded(bed, pod, [{ model: "org/a", seed: "a", commit }]);
    });

    test("is not changed by a second call of the webhook, and its container can be restarted", async () => {
      const bed = await makeBed();
      const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
      const pod = await pulled(bed, worker(mode, { args: ["--model", "org/a"] }));
      const again = await webhook.admit(pod.pod);
      expect(again).toMatchObject({ reason: "AlreadyInjected", changes: 0, pod: pod.pod });
      const { exitCode, log } = await pod.pull();
      expect(exitCode, log).toBe(0);
      expect(log).not.toContain("streaming");
      await expectLoaded(bed, pod, [{ model: "org/a", seed: "a", commit }]);
    });
  });

  test("streams into the emptyDir where its user set HF_HOME", async () => {
    const bed = await makeBed();
    const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = await pulled(bed, {
      args: ["--model", "org/a"],
      env: { HF_HOME: "/scratch/huggingface" },
      container: { volumeMounts: [{ name: "scratch", mountPath: "/scratch" }] },
      spec: { volumes: [{ name: "scratch", emptyDir: {} }] },
    });
    expect(pod.reason).toBe("StreamPull");
    expect(await readdir(pod.directory("scratch"))).toEqual(["huggingface"]);
    await expectLoaded(bed, pod, [{ model: "org/a", seed: "a", commit }]);
  });

  test("pulls through the mount of the claim that its user made, at its path", async () => {
    const bed = await makeBed();
    const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = await pulled(bed, {
      ...worker("shared", { args: ["--model", "org/a"] }),
      container: { volumeMounts: [{ name: "models", mountPath: "/models" }] },
      spec: { volumes: [{ name: "models", persistentVolumeClaim: { claimName: CLAIM } }] },
    });
    expect(pod.reason).toBe("SharedPull");
    await expectLoaded(bed, pod, [{ model: "org/a", seed: "a", commit }]);
  });
});

describe.skipIf(!findModelExpress("0.7.0").isHere || !interpreter.isHere)("a frontend beside a worker", () => {
  test("gets no pull, and finds what the worker pulled without fetching a file", async () => {
    const { bed, frontend, question, commit } = await frontendBesideWorker();
    expect(frontend.reason).toBe("SharedCache");
    expect(frontend.pod).not.toHaveProperty("spec.initContainers");
    expect(frontend.environment()).not.toHaveProperty("HF_HUB_OFFLINE");
    const [requests, downloads] = [bed.hub.requests(), bed.hub.downloads()];
    expect((await fetchForFrontendWithDynamo(question)).output).toContain(`snapshots/${commit}`);
    expect(bed.hub.requests()).toBe(requests);
    // Online, the Hugging Face client asks the hub whether its files are the newest, but fetches none of them.
    expect((await readTokenizerWithHuggingFace(question)).output).toContain(`TOKENIZER ${commit} a a a`);
    expect(bed.hub.downloads()).toEqual(downloads);
  });

  test("finds it although the hub and Model Express are away", async () => {
    const { bed, question, commit } = await frontendBesideWorker();
    await bed.server.kill();
    bed.hub.misbehave(/./, { kind: "status", status: 503 });
    expect((await fetchForFrontendWithDynamo(question)).output).toContain(`snapshots/${commit}`);
    expect((await readTokenizerWithHuggingFace(question)).output).toContain(`TOKENIZER ${commit} a a a`);
  });

  test("without a claim gets its files from Model Express, with the hub closed, when its user says so", async () => {
    const bed = await makeBed();
    const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
    await pulled(bed, worker("stream", { args: ["--model", "org/a"] }));
    const pod = dynamoPod(bed, worker("stream", { type: "frontend", annotations: { offline: "always" } }));
    const frontend = await deploy(pod, { bed, webhook });
    expect(frontend.reason).toBe("StreamCache");
    // The server has the hub; nothing listens where the pod would look for it.
    const home = frontend.directory("model-express");
    const env = { ...frontend.environment(), HF_ENDPOINT: "http://127.0.0.1:9", HOME: home };
    const question = { python, env, model: "org/a" };
    const { output } = await fetchForFrontendWithDynamo(question);
    // Dynamo's client streams below HOME, whatever MODEL_EXPRESS_CACHE_DIRECTORY says.
    expect(output).toContain(`FOUND ${home}/.model-express/cache/models--org--a/snapshots/${commit}`);
  });

  test("is offline when its user says so, and finds it without a request", async () => {
    const { bed, question, frontend, commit } = await frontendBesideWorker({ offline: "always" });
    expect(frontend.environment()).toMatchObject({ HF_HUB_OFFLINE: "1" });
    const requests = bed.hub.requests();
    expect((await fetchForFrontendWithDynamo(question)).output).toContain(`snapshots/${commit}`);
    expect((await readTokenizerWithHuggingFace(question)).output).toContain(`TOKENIZER ${commit} a a a`);
    expect(bed.hub.requests()).toBe(requests);
  });
});

function worker(mode: Mode, pod: DynamoPod): DynamoPod {
  const claim: Record<string, string> = mode === "shared" ? { claim: CLAIM } : {};
  return { ...pod, annotations: { ...claim, ...pod.annotations } };
}

async function pulled(bed: Bed, pod: DynamoPod, cli = bed.cli): Promise<DeployedPod> {
  const deployed = await deploy(dynamoPod(bed, pod), { bed, webhook, cli });
  expect(deployed.warnings).toEqual([]);
  const { exitCode, log } = await deployed.pull();
  expect(exitCode, log).toBe(0);
  expect(log).not.toContain("WARNING");
  return deployed;
}

interface Expected {
  readonly model: string;
  readonly revision?: string;
  readonly seed: string;
  readonly commit: string;
}

/** The main container has what it asked for, whole, and neither the hub nor Model Express hears of it. */
async function expectLoaded(bed: Bed, pod: DeployedPod, models: readonly Expected[]): Promise<void> {
  const requests = bed.hub.requests();
  await bed.server.kill();
  for (const { model, revision, seed, commit } of models) {
    const question = { python, env: pod.environment(), model, ...(revision ? { revision } : {}) };
    expect((await loadWithHuggingFace(question)).output).toMatch(new RegExp(`^LOADED ${commit} \\d ${seed}$`, "m"));
    // Dynamo's look-up takes no revision.
    if (!revision) expect((await fetchWithDynamo(question)).output).toMatch(new RegExp(`^FOUND .*/${commit}$`, "m"));
  }
  expect(bed.hub.requests()).toBe(requests);
}

async function frontendBesideWorker(annotations: Readonly<Record<string, string>> = {}) {
  const bed = await makeBed();
  const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
  await pulled(bed, worker("shared", { args: ["--model", "org/a"] }));
  const pod = dynamoPod(bed, worker("shared", { type: "frontend", annotations }));
  const frontend = await deploy(pod, { bed, webhook });
  return { bed, commit, frontend, question: { python, env: frontend.environment(), model: "org/a" } };
}
