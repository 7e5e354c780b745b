import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXAMPLES, PROGRAM } from "./run.ts";
import { runHere } from "./run-here.ts";

const folder = mkdtempSync(join(tmpdir(), "bounded-input-"));
const many = join(folder, "many");
const WORKER = join(EXAMPLES, "worker.yaml");
const READERS = ["inject", "explain", "check", "graph"] as const;
const WITH_CLUSTER = ["inject", "explain", "check"] as const;

beforeAll(() => {
  mkdirSync(many);
  for (let index = 0; index <= 10_000; index += 1) writeFileSync(join(many, `${index}.yaml`), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

const TOO_LARGE = "it and the manifests before it have more than 16 MiB; pass fewer objects at a time";
const TOO_MANY_FILES = "more than 10,000 manifests are in this folder; name those that matter";
const TOO_MANY_PARTS =
  "with this file there are more than 1,000,000 lines, commas and brackets: pass fewer objects at a time";
const TOO_MANY_COPIES = "the aliases multiply into too many values: write the content out instead of nesting aliases";

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function refuse(args: readonly string[], sentence: string): Promise<void> {
  expect(await runHere(args)).toEqual({ code: 1, out: "", err: `error: ${sentence}\n` });
}

/** 2^17 copies of one value, and half as many of its doubled one, and so on: nearly 262,144 in all. */
const DOUBLED = Array.from({ length: 16 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`);

describe.each(READERS)("%s", (command) => {
  test("reads no file that never ends", () => refuse([command, "-f", "/dev/zero"], `/dev/zero (-f): ${TOO_LARGE}`));

  test("reads no folder of many files", () => refuse([command, "-f", many], `${many} (-f): ${TOO_MANY_FILES}`));

  test("reads no standard input that never ends", async () => {
    const child = spawn(PROGRAM, [command, "-f", "-"], { env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" } });
    const chunk = Buffer.alloc(64 * 1024, " ");
    let written = 0;
    const feed = (): void => {
      while (child.stdin.write(chunk)) written += chunk.length;
      written += chunk.length;
    };
    child.stdin.on("drain", feed).on("error", () => undefined);
    feed();
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect({ code, err }).toEqual({ code: 1, err: `error: standard input (-f -): ${TOO_LARGE}\n` });
    expect(written).toBeLessThan(24 * 1024 * 1024);
  });

  test("parses no text that becomes too many nodes, also of several files", async () => {
    const half = write("half.yaml", `# ${",".repeat(600_000)}`);
    await refuse([command, "-f", half, "-f", half], `${half}:1:1: ${TOO_MANY_PARTS}`);
  });

  test("expands the aliases of all documents within one limit", async () => {
    const bomb = write("bomb.yaml", Array.from({ length: 3 }, () => `a0: &a0 x\n${DOUBLED.join("")}`).join("---\n"));
    const { code, err } = await runHere([command, "-f", bomb]);
    expect(code).toBe(1);
    expect(err).toMatch(/^error: .*bomb\.yaml:\d+:\d+: [^\n]+\n$/);
    expect(err).toContain(TOO_MANY_COPIES);
  });
});

describe.each(WITH_CLUSTER)("%s --cluster", (command) => {
  test("reads no file that never ends", () =>
    refuse([command, "-f", WORKER, "--cluster", "/dev/zero"], `/dev/zero (--cluster): ${TOO_LARGE}`));

  test("reads no folder of many files", () =>
    refuse([command, "-f", WORKER, "--cluster", many], `${many} (--cluster): ${TOO_MANY_FILES}`));
});

test.each(WITH_CLUSTER)("%s --config reads no file that never ends", async (command) => {
  const outcome = await runHere([command, "-f", WORKER, "--config", "/dev/zero"]);
  expect(outcome).toEqual({ code: 2, out: "", err: "error: /dev/zero: it has more than 1 MiB (--config)\n" });
});

test.each([["check"], ["models"], ["prefetch", "org/a"], ["adopt", "x"], ["explain", "pod", "x"]])(
  "%s --kubeconfig reads no file that never ends",
  (...words) => refuse([...words, "--kubeconfig", "/dev/zero"], "/dev/zero (--kubeconfig): it has more than 16 MiB"),
);
