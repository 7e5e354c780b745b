import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { CredentialsError } from "../../../src/cluster/api/credentials-error.ts";
import { openKubeconfigAccess } from "../../../src/cluster/api/kubeconfig-access.ts";
import { loadKubeconfig } from "../../../src/cluster/api/load-kubeconfig.ts";

const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

interface Parts {
  readonly context?: string;
  readonly server?: string;
  readonly user?: object;
}

function write(file: string, { context = "a", server = "https://one:1", user = { token: "t" } }: Parts = {}): string {
  const path = join(folder, file);
  const contexts = [{ name: context, context: { cluster: "c", user: "u" } }];
  const clusters = [{ name: "c", cluster: { server } }];
  writeFileSync(path, JSON.stringify({ clusters, contexts, users: [{ name: "u", user }], "current-context": context }));
  return path;
}

describe("several kubeconfigs in $KUBECONFIG", () => {
  test("are merged as kubectl does: the first counts, and files that are missing are skipped", () => {
    const first = write("first", { context: "a", server: "https://one:1" });
    const second = write("second", { context: "b", server: "https://two:2" });
    vi.stubEnv("KUBECONFIG", ["/absent", first, second].join(delimiter));

    const config = loadKubeconfig(undefined, undefined);

    expect(config.getCurrentContext()).toBe("a");
    expect(config.getCurrentCluster()?.server).toBe("https://one:1");
    expect(config.contexts.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(loadKubeconfig(undefined, "b").getCurrentContext()).toBe("b");
  });

  test("are an error if none exists", () => {
    vi.stubEnv("KUBECONFIG", ["/absent", "/gone"].join(delimiter));
    expect(() => loadKubeconfig(undefined, undefined)).toThrow(
      "/absent, /gone (KUBECONFIG): no such file; name a kubeconfig",
    );
  });
});

describe("a kubeconfig", () => {
  test.each([
    ["absent", undefined, "absent (--kubeconfig): no such file; name a kubeconfig"],
    ["text", "just text", "text: it has no contexts, so it is not a kubeconfig"],
    ["empty", "", "empty (--kubeconfig): not a kubeconfig: it is empty"],
    ["broken", "a: [\nb", "broken (--kubeconfig): its YAML is broken in line 2, column 1: "],
    [".", undefined, "(--kubeconfig): it is a folder"],
  ])("%s is named with the reason, in one line", (name, content, message) => {
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    const load = () => loadKubeconfig(file, undefined);
    expect(load).toThrow(message);
    expect(load).toThrow(/^[^\n]+$/);
  });

  test("without the context names those that it has", () => {
    const file = write("contexts");
    expect(() => loadKubeconfig(file, "nope")).toThrow(`${file}: there is no context nope (there are: a)`);
  });

  test("whose context names a missing user says so", () => {
    const file = join(folder, "user");
    const contexts = [{ name: "a", context: { cluster: "c", user: "gone" } }];
    const clusters = [{ name: "c", cluster: { server: "https://one:1" } }];
    writeFileSync(file, JSON.stringify({ clusters, contexts, users: [], "current-context": "a" }));
    expect(() => loadKubeconfig(file, undefined)).toThrow("the context a names user gone, which is not there");
  });

  test.each([
    [
      { "client-certificate": "/absent.crt", "client-key": "/absent.key" },
      "the kubeconfig's client-certificate is /absent.crt: no such file",
    ],
    [
      { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "/absent-plugin", interactiveMode: "Never" } },
      "the kubeconfig's user u needs the program /absent-plugin, which cannot be run (ENOENT): install it",
    ],
    [
      {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "sh",
          args: ["-c", "echo 'session expired: run x login' >&2; exit 1"],
          interactiveMode: "Never",
        },
      },
      "the kubeconfig's user u gives no credentials: session expired: run x login",
    ],
  ])("whose credentials %j fail names the file or the program", async (user, message) => {
    const access = openKubeconfigAccess(write("credentials", { user }));
    await expect(access.authorize()).rejects.toThrow(new CredentialsError(message));
  });
});

describe("a user's tokenFile", () => {
  const authorize = async (user: object) => {
    const { options } = await openKubeconfigAccess(write("with-token-file", { user })).authorize();
    return (options.headers as Record<string, string> | undefined)?.["Authorization"];
  };

  test("is read as kubectl does: relative to the kubeconfig, without blanks around, before a token, and again", async () => {
    writeFileSync(join(folder, "token"), " first\n");
    const access = openKubeconfigAccess(write("with-token-file", { user: { tokenFile: "token", token: "other" } }));
    expect((await access.authorize()).options.headers).toMatchObject({ Authorization: "Bearer first" });
    writeFileSync(join(folder, "token"), "second");
    expect((await access.authorize()).options.headers).toMatchObject({ Authorization: "Bearer second" });
    expect(await authorize({ tokenFile: join(folder, "token") })).toBe("Bearer second");
    expect(await authorize({ tokenFile: "", token: "t" })).toBe("Bearer t");
  });

  test.each([
    ["/absent", "the kubeconfig's tokenFile is /absent: no such file"],
    ["/dev/zero", "the kubeconfig's tokenFile is /dev/zero: it is a pipe or device, not a file"],
  ])("%s is named", async (tokenFile, message) => {
    await expect(authorize({ tokenFile })).rejects.toThrow(new CredentialsError(message));
  });
});
