import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isInstalled } from "../model-express/pull/shells.ts";
import { buildKind } from "../tools/kind/build-kind.ts";

const folder = path.join(import.meta.dirname, "../../../manifests/kind");
const kind = await buildKind();
const tools = ["docker", "kind", "kubectl", "helm"];

describe("the scripts of manifests/kind", () => {
  let bin: string;

  beforeEach(() => {
    bin = mkdtempSync(path.join(tmpdir(), "kind-bin-"));
    for (const tool of ["dirname", "grep", "sed", "cut"]) {
      const { stdout } = spawnSync("/bin/sh", ["-c", `command -v ${tool}`], { encoding: "utf8" });
      symlinkSync(stdout.trim(), path.join(bin, tool));
    }
  });

  afterEach(() => rmSync(bin, { recursive: true }));

  /** A stand-in that tells how it was called: no container engine runs here, so nothing behind it could. */
  function pretend(tool: string, script = ""): void {
    const file = path.join(bin, tool);
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "${tool} $*" >> ${bin}/calls\n${script}\n`);
    chmodSync(file, 0o755);
  }

  function pretendAll(clusters = "", answer = "modelexpress.nvidia.com/status"): void {
    pretend("docker", `case "$*" in "image inspect"*) echo sha256:0123456789abcdef ;; esac`);
    pretend("kind", `case "$*" in "get clusters") echo "${clusters}" ;; esac`);
    pretend("kubectl", `case "$*" in *--dry-run=server*) echo "${answer}" ;; esac`);
    pretend("helm");
  }

  function run(script: string, env: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync("/bin/sh", [path.join(folder, script)], {
      encoding: "utf8",
      env: { PATH: bin, ...env },
    });
    return { status, stdout, stderr };
  }

  function calls(): string[] {
    return readFileSync(path.join(bin, "calls"), "utf8").trim().split("\n");
  }

  it.skipIf(!isInstalled("shellcheck")).each(["up.sh", "install.sh", "down.sh"])("satisfy shellcheck: %s", (script) => {
    const { stdout, status } = spawnSync("shellcheck", [path.join(folder, script)], { encoding: "utf8" });

    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  it.each(tools)("name %s if it is missing, before they do anything", (missing) => {
    for (const tool of tools.filter((each) => each !== missing)) pretend(tool);

    const { status, stderr, stdout } = run("up.sh");

    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^up.sh: ${missing} is not installed; it .*https://`));
    expect(stdout).toBe("");
  });

  it("say so if docker does not answer", () => {
    pretendAll();
    pretend("docker", "exit 1");

    expect(run("up.sh")).toMatchObject({ status: 1, stderr: expect.stringContaining("docker does not answer") });
    expect(calls()).toEqual(["docker info"]);
  });

  it("make a cluster, build and load the image, and install the chart with it", () => {
    pretendAll();

    const { status, stderr } = run("up.sh");

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const image = "model-express-injector:kind-0123456789ab";
    expect(calls().filter((call) => !call.startsWith("kubectl"))).toEqual([
      "docker info",
      "kind get clusters",
      expect.stringMatching(/^kind create cluster --name model-express-injector --config .*kind\.yaml --wait 2m$/),
      expect.stringMatching(/^docker build --tag model-express-injector:kind /),
      expect.stringMatching(/^docker image inspect /),
      `docker tag model-express-injector:kind ${image}`,
      `kind load docker-image ${image} --name model-express-injector`,
      expect.stringMatching(/^helm upgrade .*--install .*--set image.tag=kind-0123456789ab --wait/),
    ]);
  });

  it("keep an existing cluster, and touch no other", () => {
    pretendAll("another\nmine");

    run("up.sh", { CLUSTER: "mine" });

    expect(calls().filter((call) => call.startsWith("kind create"))).toEqual([]);
    for (const call of calls().filter((each) => each.startsWith("kubectl"))) {
      expect(call).toMatch(/^kubectl --context kind-mine /);
    }
    expect(calls().find((call) => call.startsWith("helm"))).toContain("--kube-context kind-mine");
  });

  it("say where to look if the webhook does not answer", () => {
    pretendAll("model-express-injector", "a pod as it was");
    pretend("sleep");

    const { status, stderr } = run("up.sh");

    expect(status).toBe(1);
    expect(stderr).toContain("kubectl --context kind-model-express-injector logs --namespace model-express-injector");
  });

  it("remove the cluster", () => {
    pretendAll();

    expect(run("down.sh", { CLUSTER: "mine" }).status).toBe(0);
    expect(calls()).toEqual(["kind delete cluster --name mine"]);
  });
});

describe.runIf(kind.isBuilt)("the configuration of the kind cluster", () => {
  /** Without any program on the path kind reads the configuration, and finds no container engine. */
  function create(config: string): string {
    const args = ["create", "cluster", "--name", "never", "--config", "-"];
    const binary = kind.isBuilt ? kind.binary : "";
    return spawnSync(binary, args, { encoding: "utf8", env: { PATH: "/nowhere" }, input: config }).stderr;
  }

  const config = readFileSync(path.join(folder, "kind.yaml"), "utf8");

  it("is read by kind", () => {
    const message = create(config);

    expect(message).toContain("failed to create cluster");
    expect(message).not.toContain("decode config");
  });

  it("would be refused by kind for a misspelt key", () => {
    expect(create(`${config}nodez: []\n`)).toContain("field nodez not found");
  });
});
