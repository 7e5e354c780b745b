import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeListenProblem } from "../../src/command-line/listen-problem.ts";
import { kubeconfigText } from "../kubeconfig.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "listen-"));
const kubeconfig = join(folder, "kubeconfig");

beforeAll(() => {
  writeFileSync(kubeconfig, kubeconfigText({ server: "https://127.0.0.1:1" }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const error = (fields: object): Error => Object.assign(new Error("x"), fields);

describe("a server that cannot listen", () => {
  test.each([
    [{ code: "EADDRINUSE", port: 9402 }, "port 9402 on 127.0.0.1 is taken; choose another with --operations-port"],
    [{ code: "EADDRINUSE", port: 8443 }, "port 8443 on 127.0.0.1 is taken; choose another with --port"],
    [{ code: "EACCES", port: 443 }, "this user may not listen on port 443; choose one above 1023 with --port"],
    [{ code: "EADDRNOTAVAIL", port: 8443 }, "this machine has no address 127.0.0.1; choose another with --host"],
    [{ code: "EIO", port: 8443 }, undefined],
  ])("with %j is named with the way out", (fields, sentence) => {
    const cause = error({ syscall: "listen", address: "127.0.0.1", ...fields });
    expect(describeListenProblem(cause, 9402)).toBe(sentence);
  });

  test("at a name without an address names it", () => {
    const cause = error({ syscall: "getaddrinfo", code: "ENOTFOUND", hostname: "no.invalid" });
    expect(describeListenProblem(cause, 9402)).toBe("the name no.invalid has no address; choose another with --host");
  });

  test("for another reason is left to others", () => {
    expect(describeListenProblem(error({ syscall: "open", code: "EACCES" }), 9402)).toBeUndefined();
  });
});

test("controller takes a wrong configuration as wrong usage, as the webhook does", async () => {
  const { code, err } = await run(["controller", "--namespace", "x", "--config", "/absent"], {
    env: { KUBECONFIG: kubeconfig },
  });
  expect({ code, err }).toEqual({ code: 2, err: "error: /absent: no such file (--config)\n" });
});
