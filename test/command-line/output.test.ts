import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Failure } from "../../src/command-line/failure.ts";
import { describeFileProblem, readOrFail } from "../../src/command-line/file-problem.ts";
import { kubeconfigText } from "../kubeconfig.ts";
import { EXAMPLES, PROGRAM, run } from "./run.ts";
import { runHere } from "./run-here.ts";

const folder = mkdtempSync(join(tmpdir(), "output-"));
const socket = join(folder, "socket");
let server: Server;

beforeAll(async () => {
  server = createServer().listen(socket);
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const worker = ["-f", join(EXAMPLES, "worker.yaml"), "--cluster", join(EXAMPLES, "cluster.yaml")];

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly out: string;
  readonly err: string;
}

/** Runs a command with the shell's redirections. */
function redirect(args: readonly string[], redirections: string): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
  execFile("bash", ["-c", `"$@" ${redirections}`, "bash", PROGRAM, ...args], { env }, (error, out, err) =>
    resolve({ code: error === null ? 0 : error.code, out, err }),
  );
  return promise;
}

describe("output", () => {
  test.each([["check", ...worker], ["inject", ...worker], ["completion", "zsh"], ["demo"]])(
    "of %s that cannot be written is an error",
    async (...args) => {
      const { code, err } = await redirect(args, ">/dev/full");
      expect(code).toBe(1);
      expect(err).toContain("error: the output cannot be written: no space is left (ENOSPC)\n");
      expect(err).not.toMatch(/node:|at \w+ \(/);
    },
  );

  test.each([["explain", ...worker], ["graph", "-f", join(EXAMPLES, "graph.yaml")], ["demo"]])(
    "of %s ends in silence when its reader does",
    async (...args) => {
      const { code, err } = await redirect(args, `2>/dev/null | head -c 1; exit $PIPESTATUS`);
      expect({ code, err }).toEqual({ code: 0, err: "" });
    },
  );

  test.each(["2>/dev/full", "2> >(true)"])("is whole where no one reads the messages: %s", async (redirection) => {
    const { code, out } = await redirect(["inject", ...worker], redirection);
    expect(code).toBe(0);
    expect(out).toContain("model-express-pull");
  });
});

describe("a path that cannot be read is named by", () => {
  test.each([
    ["inject", "-f"],
    ["explain", "-f"],
    ["check", "-f"],
    ["graph", "-f"],
  ])("%s %s", async (command, flag) => {
    expect(await runHere([command, flag, socket])).toEqual({
      ...{ code: 1, out: "" },
      err: `error: ${socket} (-f): there is nothing behind it that can be read\n`,
    });
  });

  test.each(["inject", "explain", "check"])("%s --cluster", async (command) => {
    const { code, out, err } = await runHere([command, "-f", join(EXAMPLES, "worker.yaml"), "--cluster", socket]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(`error: ${socket} (--cluster): there is nothing behind it that can be read\n`);
  });

  test.each([socket, folder, "/dev/zero", "/absent"])("webhook --cluster: %s", async (path) => {
    const { code, err } = await run(["webhook", "--cluster", path, "--port", "0", "--operations-port", "0"]);
    const why = path === "/absent" ? "no such file" : "not a file";
    expect({ code, err }).toEqual({
      code: 1,
      err: `error: ${path} (--cluster): ${why}; name manifests of the cluster\n`,
    });
  });

  test.each([
    ["webhook", "--config", ["--cluster", join(EXAMPLES, "cluster.yaml")]],
    ["webhook", "--kubeconfig", ["--tls-dir", "/"]],
    ["controller", "--config", ["--namespace", "a"]],
    ["controller", "--kubeconfig", ["--namespace", "a"]],
  ])("%s %s: a pipe or device", async (command, flag, others) => {
    const pipe = join(folder, `${command}${flag}`);
    execFileSync("mkfifo", [pipe]);
    for (const path of [pipe, "/dev/zero", socket]) {
      const { code, err } = await run([command, ...others, flag, path]);
      expect({ code, err }).toEqual({
        ...{ code: 2, err: `error: ${path} (${flag}): not a file; name one that can be read again when it changes\n` },
      });
    }
  });

  test("a command whose standard input is a folder", async () => {
    const { code, err } = await redirect(["inject", "-f", "-"], "</");
    expect({ code, err }).toEqual({ code: 1, err: "error: standard input (-f -): it is a folder\n" });
  });
});

test.each([
  ["EACCES", "it may not be read by this user"],
  ["EPERM", "it may not be read by this user"],
  ["EISDIR", "it is a folder"],
])("%s is a sentence", (code, sentence) => {
  const cause = Object.assign(new Error(code), { code, syscall: "open", path: "x.yaml" });
  expect(() =>
    readOrFail("x.yaml (-f)", () => {
      throw cause;
    }),
  ).toThrow(new Failure(`x.yaml (-f): ${sentence}`));
  expect(describeFileProblem(cause)).toBe(`x.yaml: ${sentence}`);
});

test("other errors are bugs, and stay", () => {
  expect(describeFileProblem(new TypeError("x"))).toBeUndefined();
  expect(describeFileProblem(Object.assign(new Error("x"), { code: "ECONNRESET", syscall: "read" }))).toBeUndefined();
  const bug = (): never => {
    throw new TypeError("bug");
  };
  expect(() => readOrFail("x", bug)).toThrow(TypeError);
});

test("webhook names an address that is not here", async () => {
  const listening = ["--host", "192.0.2.1", "--port", "0", "--operations-port", "0"];
  const { code, err } = await run(["webhook", "--cluster", join(EXAMPLES, "cluster.yaml"), ...listening]);
  expect({ code, err }).toEqual({
    ...{ code: 1, err: "error: this machine has no address 192.0.2.1; choose another with --host\n" },
  });
});

describe("a command that waits for its cluster", () => {
  const silent = createServer();
  let kubeconfig: string;

  beforeAll(async () => {
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const { port } = silent.address() as AddressInfo;
    kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, kubeconfigText({ server: `https://127.0.0.1:${port}` }));
  });
  afterAll(() => void silent.close());

  test.each([
    ["check", "SIGINT"],
    ["check", "SIGTERM"],
    ["explain pod x", "SIGINT"],
    ["prefetch org/a", "SIGINT"],
  ] as const)("%s ends at %s, and says nothing", async (words, signal) => {
    const child = spawn(PROGRAM, [...words.split(" "), "--kubeconfig", kubeconfig]);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk));
    const [connection] = (await once(silent, "connection")) as [Socket];
    connection.on("error", () => undefined);
    child.kill(signal);
    // A shell makes 130 or 143 of it.
    expect(await once(child, "close")).toEqual([null, signal]);
    expect(text).toBe("");
  });
});
