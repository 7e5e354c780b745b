import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readMountedScript } from "../../../../src/configuration/pull-script.ts";
import type { PullScript } from "../../../../src/model-express/pull-script.ts";
import { HOSTILE_NAMES } from "../hostile-names.ts";
import { expand } from "../pull/kubelet.ts";
import { installedShells, isInstalled } from "../pull/shells.ts";
import { mountScript } from "./mounted-script.ts";

const SOURCE = fileURLToPath(new URL("../../../../src/injection/load-pull.sh", import.meta.url));
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
/** Says what it is, with a quotation mark, a backslash, a dollar sign and a letter of two bytes. */
const TEXT = "printf '%s|' \"script of $0:\" \"$MX_PULL_MODEL_0\" 'ä' 'a\\nb'\nexit 7\n";

interface Run {
  readonly shell: string;
  /** Of the file in the ConfigMap; `undefined`: there is none. */
  readonly text: string | undefined;
  readonly models?: readonly string[];
  /** What the stand-in for the CLI does after it has noted its arguments. */
  readonly download?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly path?: string;
}

interface Result {
  readonly code: number | null;
  readonly log: string;
  /** The arguments of each call of the CLI. */
  readonly calls: readonly string[];
}

function scriptOf(text: string): PullScript {
  const digest = createHash("sha256").update(text).digest("hex");
  return { name: `model-express-pull-${digest.slice(0, 10)}`, text, digest };
}

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "load-pull-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, "hub"));
  return root;
}

interface Prepared {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly calls: string;
}

/** Writes the stand-in for the CLI and the mounted script. */
async function prepare(
  root: string,
  { shell, text, models = ["org/a"], download = "", env = {}, path }: Run,
): Promise<Prepared> {
  const cli = join(root, "cli");
  const calls = join(root, "calls");
  await writeFile(calls, "");
  await writeFile(
    cli,
    `#!/bin/sh\nfor word; do printf '[%s]' "$word"; done >>${calls}\necho >>${calls}\n${download}\n`,
  );
  await chmod(cli, 0o755);
  const words = await mountScript(root, text, scriptOf(TEXT));
  const [program = "", ...options] = shell.split(" ");
  const variables = Object.fromEntries(models.map((model, index) => [`MX_PULL_MODEL_${index}`, model]));
  const given = {
    PATH: path ?? process.env["PATH"],
    MX_PULL_CLI: cli,
    MX_PULL_TIMEOUT: "5",
    MODEL_EXPRESS_CACHE_DIRECTORY: join(root, "hub"),
    ...variables,
    ...env,
  };
  return { program, args: [...options, "-c", ...words], env: given, calls };
}

async function load(root: string, run: Run): Promise<Result> {
  const { program, args, env, calls } = await prepare(root, run);
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    // Bash takes a socket for a remote shell, and reads its settings.
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  return { code: status, log: stderr + stdout, calls: (await readFile(calls, "utf8")).split("\n").slice(0, -1) };
}

const PULLED = "[model][download][--strategy][server-only][org/a]";

describe("the loader of a mounted script", () => {
  test.skipIf(!isInstalled("shellcheck"))("satisfies shellcheck", () => {
    const { stdout, status } = spawnSync("shellcheck", ["--shell=sh", "--severity=warning", SOURCE], {
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  test("is short, and has nothing that Kubernetes would expand", () => {
    const { loader } = readMountedScript();
    expect(loader.length).toBeLessThan(1300);
    expect(expand(loader, { MX_PULL_MODEL_0: "x" })).toBe(loader);
  });

  describe.each(installedShells())("under %s", (shell) => {
    test("runs the text of the ConfigMap, and nothing after it", async () => {
      const { code, log, calls } = await load(await makeRoot(), { shell, text: TEXT });
      expect(log).toBe("script of /bin/sh:|org/a|ä|a\\nb|");
      expect(code).toBe(7);
      expect(calls).toEqual([]);
    });

    test.each([
      ["is missing", undefined],
      ["is empty", ""],
      ["has one more line", `${TEXT}touch pwned\n`],
      ["has one line before it", `touch pwned\n${TEXT}`],
      ["is another script", "touch pwned\n"],
      ["ends with a command", `${TEXT}touch pwned`],
      ["differs in one letter", TEXT.replace("script", "Script")],
    ])("does not run a text that %s, and pulls without it", async (_, text) => {
      const root = await makeRoot();
      const { code, log, calls } = await load(root, { shell, text });
      expect(log).not.toContain("script of");
      expect(log).toContain(`WARNING: ConfigMap ${scriptOf(TEXT).name} is missing or changed`);
      expect(await readdir(root)).not.toContain("pwned");
      expect(calls).toEqual([PULLED]);
      expect(code).toBe(0);
    });

    test("pulls where the image has no sha256sum", async () => {
      const root = await makeRoot();
      const bin = join(root, "bin");
      await mkdir(bin);
      for (const tool of ["cat", "timeout", "sed", "tail", "tr", "mkdir", "env", "sh"]) {
        const { stdout } = spawnSync("which", [tool], { encoding: "utf8" });
        await symlink(stdout.trim(), join(bin, tool));
      }
      const { stdout: own } = spawnSync("which", [shell.split(" ")[0] ?? ""], { encoding: "utf8" });
      const absolute = [own.trim(), ...shell.split(" ").slice(1)].join(" ");
      const { code, log, calls } = await load(root, { shell: absolute, text: TEXT, path: bin });
      expect(calls).toEqual([PULLED]);
      expect(code, log).toBe(0);
    });

    test("pulls each model, with its revision", async () => {
      const models = ["gpt2", "org/a", "org/b@main", "org/c@refs/pr/1", "s3://bucket/a@b"];
      const { code, calls } = await load(await makeRoot(), { shell, text: undefined, models });
      expect(calls.map((call) => call.replace("[model][download][--strategy][server-only]", ""))).toEqual([
        "[gpt2]",
        "[org/a]",
        "[org/b]",
        "[org/c][--revision][refs/pr/1]",
        "[s3://bucket/a@b]",
      ]);
      expect(code).toBe(0);
    });

    test.each(HOSTILE_NAMES)("does nothing with the name %j", async (name) => {
      const root = await makeRoot();
      const { code, log, calls } = await load(root, { shell, text: undefined, models: [name] });
      expect(code).toBe(2);
      expect(calls).toEqual([]);
      expect(log).toContain("FAILED: ");
      expect(log).toContain("not a model");
      expect(await readdir(root)).not.toContain("pwned");
    });

    test("writes the ref that the server leaves out, where there is none", async () => {
      const root = await makeRoot();
      const download = `echo 'Resolved revision: ${COMMIT}'; echo more`;
      const models = ["org/a", "org/b@refs/pr/1"];
      expect((await load(root, { shell, text: undefined, models, download })).code).toBe(0);
      expect(await readFile(join(root, "hub/models--org--a/refs/main"), "utf8")).toBe(COMMIT);
      expect(await readFile(join(root, "hub/models--org--b/refs/refs/pr/1"), "utf8")).toBe(COMMIT);
    });

    test("writes through no link, and over no file", async () => {
      const root = await makeRoot();
      const refs = ["a", "b"].map((name) => join(root, `hub/models--org--${name}/refs`));
      for (const directory of refs) await mkdir(directory, { recursive: true });
      await symlink(join(root, "outside"), join(refs[0] ?? "", "main"));
      await writeFile(join(refs[1] ?? "", "main"), "own");
      const download = `echo 'Resolved revision: ${COMMIT}'`;
      expect((await load(root, { shell, text: undefined, models: ["org/a", "org/b"], download })).code).toBe(0);
      expect(await readdir(root)).not.toContain("outside");
      expect(await readFile(join(refs[1] ?? "", "main"), "utf8")).toBe("own");
    });

    test("reports a failure, with the last words of the tool in printable letters", async () => {
      const download = "printf 'Error: \\033[31mno such model\\n' >&2; exit 3";
      const { code, log } = await load(await makeRoot(), { shell, text: undefined, download });
      expect(code).toBe(3);
      expect(log.trim().split("\n").at(-1)).toBe("model-express-pull: FAILED: org/a: Error: [31mno such model");
    });

    test("pulls the other models after a failure", async () => {
      const download = 'case "$*" in *org/a) exit 3 ;; esac';
      const { code, calls } = await load(await makeRoot(), {
        shell,
        text: undefined,
        models: ["org/a", "org/b"],
        download,
      });
      expect(code).toBe(3);
      expect(calls).toHaveLength(2);
    });

    test("ends at the deadline", async () => {
      const run = { shell, text: undefined, download: "exec sleep 1000", env: { MX_PULL_TIMEOUT: "1" } };
      expect((await load(await makeRoot(), run)).code).not.toBe(0);
    });

    test.each(["SIGTERM", "SIGINT"] as const)("ends at %s while the CLI runs", async (signal) => {
      const root = await makeRoot();
      const download = `echo $$ >${root}/running; exec sleep 1000`;
      const run = { shell, text: undefined, download, env: { MX_PULL_TIMEOUT: "900" } };
      const { program, args, env } = await prepare(root, run);
      const loader = spawn(program, args, { cwd: root, env, stdio: ["ignore", "ignore", "ignore"] });
      const number = await vi.waitFor(async () => {
        const text = await readFile(join(root, "running"), "utf8");
        expect(text).toMatch(/^\d+\n$/);
        return Number(text);
      }, 10_000);
      // In a container, the kernel ends what is left.
      onTestFinished(() => void process.kill(number, "SIGKILL"));
      loader.kill(signal);
      expect(await once(loader, "exit")).toEqual([143, null]);
    });

    test("lets the pod start after a failure where it asks for that", async () => {
      const run = { shell, text: undefined, download: "exit 3", env: { MX_PULL_FAILURE: "continue" } };
      expect((await load(await makeRoot(), run)).code).toBe(0);
    });
  });
});
