import { chmod, chown } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/kubernetes/json.ts";
import { type Bed, type BedOptions, makeBed } from "./bed.ts";
import { loadWithHuggingFace } from "./consumer.ts";
import { type DeployedPod, deploy } from "./deployed-pod.ts";
import { CLAIM, dynamoPod } from "./dynamo-pods.ts";
import { findModelExpress, findPython } from "./install.ts";
import { singleFileModel } from "./model-files.ts";
import { CAN_MOUNT } from "./privileges.ts";
import { type AdmissionWebhook, openWebhook } from "./webhook.ts";

const interpreter = findPython();
const SOMEBODY = 4242;
const FS_GROUP = 3000;
const NON_ROOT = { securityContext: { runAsNonRoot: true } };

/** Root's name and nothing of root's power: other users' files are as closed to it as to anybody. */
const STRANGER = { uid: 0, capabilities: [] };

let webhook: AdmissionWebhook;
beforeAll(async () => {
  webhook = await openWebhook();
});
afterAll(() => webhook.close());

interface Case {
  readonly spec?: JsonObject;
  readonly imageUser?: number;
  readonly volume?: (directory: string) => Promise<void>;
}

const OWNED_BY_SOMEBODY = (directory: string): Promise<void> => own(directory, { uid: SOMEBODY, mode: 0o755 });
const OWNED_BY_THE_FS_GROUP = (directory: string): Promise<void> => own(directory, { uid: SOMEBODY, mode: 0o2775 });

describe.skipIf(!CAN_MOUNT || !findModelExpress("0.7.0").isHere)("a pull with the security context of its pod", () => {
  test.each<[string, Case]>([
    ["root, in an emptyDir", {}],
    ["root, in another user's directory", { volume: OWNED_BY_SOMEBODY }],
    ["the image's user, in an emptyDir", { imageUser: 1000 }],
    ["the injected user of a pod that may not be root, in an emptyDir", { spec: NON_ROOT }],
    ["a user of the pod's own, in an emptyDir", { spec: { securityContext: { runAsUser: 12_345, fsGroup: 12_345 } } }],
    [
      "a user of the pod's own, in a directory of its fsGroup",
      { spec: { securityContext: { runAsUser: 12_345, fsGroup: FS_GROUP } }, volume: OWNED_BY_THE_FS_GROUP },
    ],
  ])("streams as %s", async (_, { volume, ...how }) => {
    const bed = await makeBed();
    const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = await deployed(bed, "stream", how);
    await volume?.(pod.directory("model-express"));
    const { exitCode, log } = await pod.pull();
    expect(exitCode, log).toBe(0);
    await expectLoadedByAnybody(pod, commit);
  });

  test("says so when a user who is not root meets another user's directory", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = await deployed(bed, "stream", { imageUser: 1000 });
    await OWNED_BY_SOMEBODY(pod.directory("model-express"));
    const { exitCode, terminationMessage } = await pod.pull();
    expect(exitCode).toBe(6);
    expect(terminationMessage).toMatch(/FAILED: uid 1000 cannot create the cache: .*Permission denied/);
  });

  test.each<[string, Case & BedOptions]>([
    ["root, beside a server that is root", {}],
    ["root, beside a server with another uid", { serverUid: SOMEBODY }],
    ["the server's uid", { serverUid: 1000, imageUser: 1000 }],
    ["the injected user of a pod that may not be root, which is the server's", { serverUid: 1000, spec: NON_ROOT }],
  ])("shares the server's cache as %s", async (_, { serverUid, ...how }) => {
    const bed = await makeBed(serverUid === undefined ? {} : { serverUid });
    const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = await deployed(bed, "shared", how);
    const { exitCode, log } = await pod.pull();
    expect(exitCode, log).toBe(0);
    expect(log).not.toContain("WARNING");
    await expectLoadedByAnybody(pod, commit);
  });

  test("fails for an offline user who may not name the revision in the server's cache, until a pod that may has pulled", async () => {
    const bed = await makeBed({ serverUid: SOMEBODY });
    const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = await deployed(bed, "shared", { imageUser: 1000 });
    const alone = await pod.pull();
    expect(alone.exitCode).toBe(6);
    await expectNotFound(pod);
    expect(alone.terminationMessage).toMatch(/FAILED: org\/a: uid 1000 cannot write .*\/refs\/main/);
    expect(alone.terminationMessage).toContain("Run the pod as the server's uid");
    expect((await (await deployed(bed, "shared", {})).pull()).exitCode).toBe(0);
    const after = await pod.pull();
    expect(after.exitCode).toBe(0);
    expect(after.log).not.toContain("WARNING");
    await expectLoadedByAnybody(pod, commit);
  });

  test("lets the server go on with its cache after a pull by root", async () => {
    const bed = await makeBed({ serverUid: SOMEBODY });
    bed.hub.publish("org/a", singleFileModel("old", 1000));
    const pod = await deployed(bed, "shared", {});
    expect((await pod.pull()).exitCode).toBe(0);
    const newer = bed.hub.publish("org/a", singleFileModel("new", 1000));
    const { exitCode, log } = await pod.pull();
    expect(exitCode, log).toBe(0);
    await expectLoadedByAnybody(pod, newer);
  });
});

function deployed(bed: Bed, mode: "shared" | "stream", { spec = {}, imageUser = 0 }: Case): Promise<DeployedPod> {
  const claim: Record<string, string> = mode === "shared" ? { claim: CLAIM } : {};
  const pod = dynamoPod(bed, { args: ["--model", "org/a"], annotations: claim, spec });
  return deploy(pod, { bed, webhook, imageUser });
}

async function own(directory: string, { uid, mode }: { readonly uid: number; readonly mode: number }): Promise<void> {
  await chown(directory, uid, FS_GROUP);
  await chmod(directory, mode);
}

async function expectLoadedByAnybody(pod: DeployedPod, commit: string): Promise<void> {
  if (interpreter.isHere) expect(await loadAsStranger(pod)).toContain(`LOADED ${commit} 1 `);
}

async function expectNotFound(pod: DeployedPod): Promise<void> {
  if (interpreter.isHere) expect(await loadAsStranger(pod)).toContain("LocalEntryNotFoundError");
}

async function loadAsStranger(pod: DeployedPod): Promise<string> {
  const python = interpreter.isHere ? interpreter.python : "";
  const question = { python, env: pod.environment(), model: "org/a", identity: STRANGER };
  return (await loadWithHuggingFace(question)).output;
}
