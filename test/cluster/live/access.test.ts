import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ApiAccess } from "../../../src/cluster/api/api-access.ts";
import { ApiClient } from "../../../src/cluster/api/api-client.ts";
import { openInClusterAccess } from "../../../src/cluster/api/in-cluster-access.ts";
import { openKubeconfigAccess } from "../../../src/cluster/api/kubeconfig-access.ts";
import { openAccess } from "../../../src/cluster/api/open-access.ts";
import type { LiveDirectory } from "../../../src/cluster/live/live-directory.ts";
import { kubeconfigText } from "../../kubeconfig.ts";
import { FakeApiServer, refuse } from "./fake-api-server.ts";
import { instance } from "./objects.ts";
import { openDirectory } from "./open-directory.ts";
import { SOON } from "./timing.ts";

let api: FakeApiServer;
let folder: string;
let valid: string;
let directory: LiveDirectory | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "access-"));
  api = await FakeApiServer.start();
  valid = "first";
  api.intercept = ({ authorization }, response) => {
    return authorization !== `Bearer ${valid}` && refuse(response, 401) === undefined;
  };
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await directory?.close();
  directory = undefined;
  await api.close();
  await rm(folder, { recursive: true });
});

/** Access with the pod's files as the kubelet writes them, except for the address: the fake server has no TLS. */
function fromPod(): ApiAccess {
  const access = openInClusterAccess({ KUBERNETES_SERVICE_HOST: "10.0.0.1" }, folder);
  if (access === undefined) throw new Error("no access");
  const server = api.url;
  return {
    authorize: async () => ({ ...(await access.authorize()), server }),
    forgetCredentials: () => access.forgetCredentials(),
  };
}

async function kubeconfig(user: object, cluster: object = {}): Promise<string> {
  const file = join(folder, "config");
  const whole = { server: api.url.origin, "insecure-skip-tls-verify": true, ...cluster };
  await writeFile(file, kubeconfigText(whole, user));
  return file;
}

/** Opens watches, invalidates the credentials, and expects the new ones to be picked up. */
async function expectToFollow(access: ApiAccess, renew: () => Promise<void>): Promise<void> {
  ({ directory } = openDirectory(access));
  await vi.waitFor(() => expect(api.openWatches).toBe(4), SOON);
  valid = "second";
  api.endWatches();
  const isRefused = (): void => expect(directory?.states.every(({ isFailing }) => isFailing)).toBe(true);
  await vi.waitFor(isRefused, SOON);
  await renew();
  api.store.put("services", instance("mx"));
  await vi.waitFor(() => expect(directory?.instanceNamed("team", "mx")).toBeDefined(), SOON);
}

describe("in a pod", () => {
  test("a token rotated by the kubelet is picked up", async () => {
    await writeFile(join(folder, "token"), "first\n");
    await writeFile(join(folder, "ca.crt"), "");
    await expectToFollow(fromPod(), () => writeFile(join(folder, "token"), "second\n"));
  });

  test("a live read with a token that has just been rotated succeeds at its first attempt", async () => {
    await writeFile(join(folder, "token"), "first");
    await writeFile(join(folder, "ca.crt"), "");
    const client = new ApiClient(fromPod(), "test");
    const reading = { signal: AbortSignal.timeout(20_000), idleMilliseconds: 20_000, connections: "reads" } as const;
    api.intercept = ({ authorization }, response) => {
      if (authorization === "Bearer second") return false;
      void writeFile(join(folder, "token"), "second").then(() => refuse(response, 401));
      return true;
    };
    api.store.put("services", instance("mx"));
    expect(await client.get("/api/v1/namespaces/team/services/mx", reading)).toMatchObject({
      metadata: { name: "mx" },
    });
    client.close();
  });

  test.each([
    ["10.0.0.1", undefined, "https://10.0.0.1"],
    ["10.0.0.1", "6443", "https://10.0.0.1:6443"],
    ["fd00::1", "6443", "https://[fd00::1]:6443"],
  ])("the API server at %s, port %s, is %s", async (host, port, origin) => {
    await writeFile(join(folder, "token"), "first");
    await writeFile(join(folder, "ca.crt"), "the CA");
    const environment = { KUBERNETES_SERVICE_HOST: host, ...(port && { KUBERNETES_SERVICE_PORT: port }) };
    const { server, options } = (await openInClusterAccess(environment, folder)?.authorize()) ?? {};
    expect(server?.origin).toBe(origin);
    expect(String(options?.ca)).toBe("the CA");
  });

  test("without a ServiceAccount's token there is no access", () => {
    expect(openInClusterAccess({ KUBERNETES_SERVICE_HOST: "10.0.0.1" }, folder)).toBeUndefined();
    expect(openInClusterAccess({}, folder)).toBeUndefined();
  });
});

describe("with a kubeconfig", () => {
  test("a rewritten token is picked up", async () => {
    const file = await kubeconfig({ token: "first" });
    await expectToFollow(openKubeconfigAccess(file), async () => void (await kubeconfig({ token: "second" })));
  });

  test("an exec plugin is asked again when its token is refused, although it named no expiry", async () => {
    const plugin = join(folder, "plugin");
    const answer = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$(cat ${folder}/now)'"}}`;
    await writeFile(plugin, `#!/bin/sh\nprintf '%s' '${answer}'\n`);
    await chmod(plugin, 0o755);
    await writeFile(join(folder, "now"), "first");
    const file = await kubeconfig({ exec: { apiVersion: "client.authentication.k8s.io/v1", command: plugin } });
    await expectToFollow(openKubeconfigAccess(file), () => writeFile(join(folder, "now"), "second"));
  });

  test("a kubeconfig that breaks while in use is retried, and known objects are kept", async () => {
    const file = await kubeconfig({ token: "first" });
    api.store.put("services", instance("before"));
    await expectToFollow(openKubeconfigAccess(file), async () => {
      await writeFile(file, "{");
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(directory?.instanceNamed("team", "before")).toBeDefined();
      await kubeconfig({ token: "second" });
    });
  });

  test.each([
    ["no such file", async () => join(folder, "none"), /none \(--kubeconfig\): no such file; name a kubeconfig/],
    ["no context", async () => file("{}"), /it has no contexts, so it is not a kubeconfig/],
    [
      "a context without a user",
      async () => file(withoutUser()),
      /the context x names user nobody, which is not there/,
    ],
    ["plain HTTP", () => kubeconfig({}, { "insecure-skip-tls-verify": false }), /is plain HTTP; add insecure-skip/],
    ["no URL", () => kubeconfig({}, { server: "somewhere" }), /its server is not a URL: somewhere/],
  ])("%s causes an error of one sentence", async (_what, write, sentence) => {
    const name = await write();
    expect(() => openKubeconfigAccess(name)).toThrow(sentence);
  });
});

describe("the chosen access", () => {
  test("comes from $KUBECONFIG if no file is named", async () => {
    vi.stubEnv("KUBECONFIG", await kubeconfig({ token: "first" }));
    const { server } = await (await openAccess(undefined)).authorize();
    expect(server.origin).toBe(api.url.origin);
  });

  test("is missing, with an error of one sentence, if nothing names an API server", async () => {
    vi.stubEnv("KUBECONFIG", "").stubEnv("HOME", folder).stubEnv("KUBERNETES_SERVICE_HOST", "");
    await expect(openAccess(undefined)).rejects.toThrow(
      /no API server is configured: set KUBECONFIG, or pass --kubeconfig/,
    );
  });
});

async function file(content: string): Promise<string> {
  const name = join(folder, "config");
  await writeFile(name, content);
  return name;
}

function withoutUser(): string {
  const cluster = { name: "c", cluster: { server: "https://127.0.0.1" } };
  const context = { name: "x", context: { cluster: "c", user: "nobody" } };
  return JSON.stringify({ clusters: [cluster], contexts: [context], users: [], "current-context": "x" });
}
