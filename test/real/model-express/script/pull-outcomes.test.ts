import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "vitest";
import { installedShells } from "../pull/shells.ts";
import { COMMIT, makeVolume, type PullRun, type PullVolume, runPull } from "./run-pull.ts";
import { fill, ODDITIES, type Oddity } from "./snapshot-tree.ts";

const SHELLS = installedShells();

/** How the stand-in for the CLI answers, and the exit code of a pull that has nothing to fall back on. */
const ANSWERS = [
  { name: "success", code: 0, download: `echo 'Resolved revision: ${COMMIT}'` },
  { name: "success of version 0.5", code: 0, download: "echo SUCCESS" },
  { name: "an unreachable hub", code: 4, download: `echo "Error: gRPC error: dns error, details: []" >&2; exit 1` },
  {
    name: "an unauthorised server",
    code: 3,
    download: `echo "Error: status client error (401 Unauthorized)" >&2; exit 1`,
  },
  { name: "a forbidden model", code: 3, download: `echo "Error: status client error (403 Forbidden)" >&2; exit 1` },
  { name: "an unknown model", code: 3, download: `echo "Error: status client error (404 Not Found)" >&2; exit 1` },
  { name: "a full disk", code: 6, download: `echo "Error: No space left on device (os error 28)" >&2; exit 1` },
  { name: "a panic", code: 4, download: "echo 'thread main panicked at x.rs' >&2; exit 101" },
  { name: "no answer", code: 4, download: "sleep 1000" },
  { name: "a kill for want of memory", code: 137, download: "kill -9 $$" },
  { name: "a broken image", code: 2, download: "exit 127" },
] as const;

const MARKS = ["none", "whole", "partial"] as const;

interface Case {
  readonly oddity: Oddity;
  readonly answer: (typeof ANSWERS)[number];
  readonly mark: (typeof MARKS)[number];
  readonly areLinks: boolean;
  readonly isStream: boolean;
  readonly isOffline: boolean;
  readonly goesOn: boolean;
}

/** A decision table of its own, from the documentation: what the exit code must be. */
function expectedCode(each: Case): number {
  const code = each.answer.code === 0 ? codeAfterSuccess(each) : startsFromCache(each) ? 0 : each.answer.code;
  return each.goesOn ? 0 : code;
}

function codeAfterSuccess({ oddity: { verdict }, isOffline }: Case): number {
  if (verdict === "broken") return 5;
  return verdict === "undelivered" && isOffline ? 7 : 0;
}

/** Whether the snapshot is known to be complete, by its mark or by what is in it. */
function startsFromCache({ oddity, mark, isOffline }: Case): boolean {
  const { verdict } = oddity;
  if (verdict === "broken" || oddity.name === "no weights") return false;
  if (verdict === "undelivered" && isOffline) return false;
  return mark === "whole" || (mark === "none" && verdict !== "odd");
}

/** Every oddity with every answer; the other dimensions vary so that each value meets each oddity. */
function enumerateCases(): Case[] {
  return ODDITIES.flatMap((oddity, row) =>
    ANSWERS.map((answer, column) => {
      const at = row * ANSWERS.length + column;
      return {
        oddity,
        answer,
        mark: MARKS[(row + column) % MARKS.length] ?? "none",
        areLinks: at % 2 === 0,
        isStream: (row + (column >> 1)) % 2 === 0,
        isOffline: (row + (column >> 2)) % 2 === 0,
        goesOn: at % 7 === 0,
      };
    }),
  );
}

interface Result {
  readonly run: PullRun;
  readonly ref: string;
  readonly outside: readonly string[];
}

async function runCase(
  each: Case,
  { volume, shell }: { readonly volume: PullVolume; readonly shell: string },
): Promise<Result> {
  await fill(volume, each);
  if (each.mark !== "none") {
    const marks = join(volume.repository, ".model-express");
    await mkdir(marks);
    await writeFile(join(marks, each.mark === "whole" ? COMMIT : "partial"), "whole");
  }
  const env = {
    // Only what is tried until the deadline may meet it, however busy the machine is.
    ...(each.answer.code === 4 ? {} : { MX_PULL_TIMEOUT: "20" }),
    MODEL_EXPRESS_NO_SHARED_STORAGE: String(each.isStream),
    ...(each.isOffline ? { MX_PULL_OFFLINE: "true" } : {}),
    ...(each.goesOn ? { MX_PULL_FAILURE: "continue" } : {}),
  };
  const run = await runPull({ volume, download: each.answer.download, env, shell });
  return {
    run,
    ref: await readFile(join(volume.repository, "refs", "main"), "utf8"),
    outside: await readdir(volume.outside),
  };
}

describe.concurrent.each(ODDITIES.map((oddity) => oddity.name))("the pull of a snapshot with %s", (name) => {
  test("ends as its documentation says, whatever the answer, the mode and the mark are", { timeout: 300_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const cases = enumerateCases().filter(({ oddity }) => oddity.name === name);
    await Promise.all(
      cases.map(async (each, at) => {
        const shell = SHELLS[at % SHELLS.length] ?? "sh";
        const { run, ref, outside } = await runCase(each, { volume: await makeVolume(onTestFinished), shell });
        const context = JSON.stringify({ ...each, lines: run.lines }, undefined, 1);
        expect(run.exitCode, context).toBe(expectedCode(each));
        expect(
          run.lines.filter((line) => !/^model-express-pull: [ -~]*$/.test(line)),
          context,
        ).toEqual([]);
        expect(run.lines.at(-1), context).toMatch(run.exitCode === 0 ? /: done: \d+ s$/ : /: FAILED: org\/a: /);
        if (run.exitCode === 0 && each.answer.code !== 0) expect(run.lines.join("\n"), context).toContain("WARNING: ");
        expect([ref, outside], context).toEqual([COMMIT, []]);
      }),
    );
  });
});
