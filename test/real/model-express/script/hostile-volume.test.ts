import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { COMMIT, makeVolume, type PullVolume, runPull } from "./run-pull.ts";
import { fill, makeFifo, ODDITIES } from "./snapshot-tree.ts";

const WHOLE = { name: "nothing", verdict: "whole", apply: async () => {} } as const;
const SUCCESS = `echo 'Resolved revision: ${COMMIT}'`;

interface Attack {
  readonly name: string;
  readonly prepare?: (volume: PullVolume) => Promise<unknown>;
  readonly download?: string;
  readonly exitCode: number;
}

const refOf = ({ repository }: PullVolume) => join(repository, "refs", "main");

/** What another pod that mounts the claim, or a server, may do. */
const ATTACKS: readonly Attack[] = [
  { name: "a FIFO as the ref", prepare: async (volume) => replace(refOf(volume), makeFifo), exitCode: 0 },
  {
    name: "a link to a device as the ref",
    prepare: (volume) => replaceByLink(refOf(volume), "/dev/zero"),
    exitCode: 0,
  },
  { name: "a directory as the ref", prepare: (volume) => replace(refOf(volume), mkdir), exitCode: 0 },
  { name: "a link out as the ref", prepare: (volume) => replaceByLink(refOf(volume), volume.outside), exitCode: 0 },
  {
    name: "a link out as the directory of refs",
    prepare: (volume) => replaceByLink(join(volume.repository, "refs"), volume.outside),
    exitCode: 0,
  },
  {
    name: "a link out as the directory of marks",
    prepare: (volume) => symlink(volume.outside, join(volume.repository, ".model-express")),
    exitCode: 0,
  },
  {
    name: "a FIFO as the mark",
    prepare: async ({ repository }) => {
      await mkdir(join(repository, ".model-express"));
      makeFifo(join(repository, ".model-express", COMMIT));
    },
    exitCode: 0,
  },
  {
    name: "a FIFO as the lock",
    prepare: async ({ repository }) => {
      await mkdir(join(repository, ".model-express"));
      makeFifo(join(repository, ".model-express", "lock"));
    },
    exitCode: 0,
  },
  {
    name: "three thousand names with newlines",
    prepare: async ({ snapshot }) => {
      await Promise.all(Array.from({ length: 3000 }, (_, at) => writeFile(join(snapshot, `f${at}\nFAKE`), "")));
    },
    exitCode: 5,
  },
  ...["../../../outside", "../../../../tmp", "$(touch pwned)", "*", "x\\nResolved revision: y"].map((revision) => ({
    name: `the revision ${revision}`,
    download: `printf 'Resolved revision: %b\\n' '${revision}'`,
    prepare: async (volume: PullVolume) => rm(refOf(volume)).then(() => rm(volume.snapshot, { recursive: true })),
    exitCode: 2,
  })),
  {
    name: "escapes in the words of an error",
    download: "printf 'Error: \\033[31mred\\nmodel-express-pull: done\\007\\n' >&2; exit 1",
    prepare: (volume) => rm(volume.snapshot, { recursive: true }),
    exitCode: 4,
  },
  {
    name: "three hundred megabytes of output",
    download: `yes '${SUCCESS}' | head -c 300000000; ${SUCCESS}`,
    exitCode: 0,
  },
];

describe.each(["false", "true"])("a pull of a volume that another tenant prepared (stream: %s)", (stream) => {
  test.each(ATTACKS)(
    "keeps its deadline and touches nothing outside: $name",
    async ({ prepare, download = SUCCESS, exitCode }) => {
      const volume = await makeVolume(onTestFinished);
      await fill(volume, { oddity: WHOLE, areLinks: true });
      await prepare?.(volume);
      const run = await runPull({
        volume,
        download,
        env: { MODEL_EXPRESS_NO_SHARED_STORAGE: stream, MX_PULL_TIMEOUT: "8" },
      });
      expect(run.exitCode, run.lines.join("\n")).toBe(exitCode);
      expect(run.lines.filter((line) => !/^model-express-pull: [ -~]*$/.test(line))).toEqual([]);
      expect(await readdir(volume.outside)).toEqual([]);
      expect(await readdir(join(volume.hub, ".."))).toEqual(["hub", "modelexpress-cli", "outside"]);
    },
  );
});

test.each([
  ["makes the folder of an online look-up's locks, open to all", {}, [".locks", "models--org--a"]],
  ["makes no folder of locks for a container that reads offline", { MX_PULL_OFFLINE: "true" }, ["models--org--a"]],
])("%s", async (_, env, names) => {
  const volume = await makeVolume(onTestFinished);
  await fill(volume, { oddity: WHOLE, areLinks: true });
  const run = await runPull({ volume, download: SUCCESS, env });
  expect(run.exitCode, run.lines.join("\n")).toBe(0);
  expect((await readdir(volume.hub)).sort()).toEqual(names);
  if (!names.includes(".locks")) return;
  const { mode } = await stat(join(volume.hub, ".locks", "models--org--a"));
  expect(mode & 0o777).toBe(0o777);
});

test.each([
  ["the folder of all locks", ".locks"],
  ["the folder of a model's locks", ".locks/models--org--a"],
])("does not follow %s out of the cache", async (_, name) => {
  const volume = await makeVolume(onTestFinished);
  await fill(volume, { oddity: WHOLE, areLinks: true });
  await mkdir(join(volume.hub, name, ".."), { recursive: true });
  await symlink(join(volume.outside, "new"), join(volume.hub, name));
  const run = await runPull({ volume, download: SUCCESS });
  expect(run.exitCode, run.lines.join("\n")).toBe(0);
  expect(await readdir(volume.outside)).toEqual([]);
});

test("does not follow the folder of a model out of the cache", async () => {
  const volume = await makeVolume(onTestFinished);
  await fill(volume, { oddity: WHOLE, areLinks: false });
  await replaceByLink(volume.repository, volume.outside);
  const run = await runPull({ volume, download: SUCCESS });
  expect(run.exitCode, run.lines.join("\n")).toBe(5);
  expect(await readdir(volume.outside)).toEqual([]);
});

describe("the end of a pull", () => {
  test.each([
    ["sleeps in a child", "sleep 1000; exit 1"],
    ["leaves a child that holds its output", "sleep 1000 & exit 1"],
    ["ignores signals", "trap '' TERM INT HUP; while :; do sleep 1; done"],
  ])("comes by the deadline when the CLI %s", async (_, download) => {
    const volume = await makeVolume(onTestFinished);
    const run = await runPull({ volume, download });
    expect(run.exitCode, run.lines.join("\n")).toBe(4);
  });

  test("does not wait for a child that outlives the CLI", async () => {
    const volume = await makeVolume(onTestFinished);
    const run = await runPull({ volume, download: "sleep 1000 & exit 1", env: { MX_PULL_TIMEOUT: "6" } });
    expect(run.lines.join("\n")).toContain("attempt 2 failed");
  });

  test("has the last words of the CLI in each line and in FAILED", async () => {
    const volume = await makeVolume(onTestFinished);
    const panic = "thread main panicked at src/x.rs:10: index out of bounds";
    const run = await runPull({ volume, download: `echo "${panic}" >&2; exit 101` });
    const failures = run.lines.filter((line) => /attempt|FAILED/.test(line));
    expect(failures.length).toBeGreaterThan(1);
    for (const line of failures) expect(line).toContain(`the CLI ended with 101: ${panic}`);
  });

  test("goes on to the next model when a failed one may be missing", async () => {
    const volume = await makeVolume(onTestFinished);
    await fill(volume, { oddity: WHOLE, areLinks: true });
    const download = `case "$*" in *org/gone*) echo "Error: (404 Not Found)"; exit 1 ;; esac; ${SUCCESS}`;
    const env = { MX_PULL_MODEL_0: "org/gone", MX_PULL_MODEL_1: "org/a", MX_PULL_FAILURE: "continue" };
    const run = await runPull({ volume, download, env });
    const log = run.lines.join("\n");
    expect(run.exitCode, log).toBe(0);
    expect(log).toMatch(/WARNING: starting without it: org\/gone: refused: .*404 Not Found/);
    expect(log).toContain(`org/a: ready at ${COMMIT}`);
    expect(log).not.toContain("FAILED");
  });

  test("repairs the ref of the model in the same run", async () => {
    const volume = await makeVolume(onTestFinished);
    await fill(volume, { oddity: ODDITIES[0] ?? WHOLE, areLinks: true });
    await writeFile(refOf(volume), `${"1".repeat(40)}\n`);
    await runPull({ volume, download: SUCCESS });
    expect(await readFile(refOf(volume), "utf8")).toBe(COMMIT);
  });
});

async function replace(path: string, make: (path: string) => unknown): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await make(path);
}

function replaceByLink(path: string, target: string): Promise<void> {
  return replace(path, (at) => symlink(target, at));
}
