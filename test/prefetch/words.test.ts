import { describe, expect, it } from "vitest";
import type { ModelStatus } from "../../src/deployment/model-express-status.ts";
import { parseReport, readCause, readProgress } from "../../src/prefetch/actual/pull-output.ts";
import { buildModelEvent, listChangedModels } from "../../src/prefetch/model-event.ts";
import { formatModelName, parseModelName } from "../../src/prefetch/model-name.ts";
import { countReady, judgeListed, MODEL_REASONS } from "../../src/prefetch/verdict.ts";
import { declare } from "../deployment/declare.ts";
import { at, ready } from "./facts.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe("the report of a pull", () => {
  it.each([
    [`${COMMIT} 12\n`, { resolvedRevision: COMMIT, bytes: 12_288 }],
    [`${COMMIT} `, { resolvedRevision: COMMIT }],
    ["- 4\n", { bytes: 4096 }],
    ["- ", {}],
    ["", {}],
    ["\u001b[31mred", {}],
    [`${COMMIT} 99999999999999999999`, {}],
  ])("is read from %j", (text, report) => {
    expect(parseReport(text)).toEqual(report);
  });

  it.each([
    ["model-express-pull: org/a: working, 1.5G on disk, 30 s", 1_610_612_736],
    ["model-express-pull: org/a: working, 0 on disk, 15 s", 0],
    [
      "model-express-pull: org/a: working, 4.0K on disk, 15 s\nmodel-express-pull: org/a: working, 12M on disk, 30 s\nmore",
      12_582_912,
    ],
    ["model-express-pull: org/a: working,  on disk, 15 s", undefined],
    ["model-express-pull: org/a: asking Model Express", undefined],
    ["working, ... on disk", undefined],
    ["", undefined],
  ])("while it runs is read from %j", (log, bytes) => {
    expect(readProgress(log)).toBe(bytes);
  });

  it("when it fails is its last line, without control characters and of bounded length", () => {
    expect(readCause("first\nmodel-express-pull: FAILED: org/a: refused: no.\n")).toBe("org/a: refused: no.");
    expect(readCause(`\u001b[2J${"x".repeat(9999)}`)).toHaveLength(400);
    expect(readCause("\u001b[2J")).toBe(" [2J");
    expect(readCause("\n")).toBeUndefined();
  });
});

describe("a model's name", () => {
  it.each([
    ["org/a", { name: "org/a" }],
    ["org/a@v1", { name: "org/a", revision: "v1" }],
    ["ngc://org/team/model@v1", { name: "ngc://org/team/model@v1" }],
  ])("%s is read, and written again", (text, name) => {
    expect(parseModelName(text)).toEqual(name);
    expect(formatModelName(parseModelName(text))).toBe(text);
  });
});

describe("the condition ModelsReady", () => {
  const listed = ["a/1", "a/2@v"];
  const none = new Map<string, string>();
  const downloading: ModelStatus = { name: "a/2", revision: "v", phase: "Downloading" };
  const failed: ModelStatus = { name: "a/2", revision: "v", phase: "Failed", message: "refused: 404" };
  const cases: readonly [string, readonly ModelStatus[], ReadonlyMap<string, string>, string, string][] = [
    [
      "all are there",
      [ready("a/1"), ready("a/2", { revision: "v" })],
      none,
      "true ModelsCached 2 of 2 are in the cache",
      "2/2",
    ],
    [
      "one downloads",
      [ready("a/1"), downloading],
      none,
      "false ModelsPending 1 of 2 are in the cache; a/2@v is downloading",
      "1/2",
    ],
    [
      "one failed",
      [{ name: "a/1", phase: "Pending" }, failed],
      none,
      "false ModelsFailed 0 of 2 are in the cache; a/2@v: refused: 404",
      "0/2",
    ],
    [
      "one waits",
      [ready("a/1"), { ...downloading, phase: "Pending", message: "no node" }],
      none,
      "false ModelsPending 1 of 2 are in the cache; a/2@v waits: no node",
      "1/2",
    ],
    [
      "a Job is refused",
      [ready("a/1"), { ...downloading, phase: "Pending" }],
      new Map([["a/2@v", "its Job is refused: quota"]]),
      "false ModelsRefused 1 of 2 are in the cache; a/2@v: its Job is refused: quota",
      "1/2",
    ],
    [
      "others are there, too",
      [ready("a/1"), downloading, ready("a/3")],
      none,
      "false ModelsPending 1 of 2 are in the cache; a/2@v is downloading",
      "1/2",
    ],
  ];

  it.each(cases)("when %s", (_, models, refusals, expected, count) => {
    const { isTrue, reason, message } = judgeListed({ listed, models, refusals });

    expect(`${isTrue} ${reason} ${message}`).toBe(expected);
    expect(countReady({ listed, models })).toBe(count);
  });

  it("has each of its reasons", () => {
    const reasons = cases.map(([, models, refusals]) => judgeListed({ listed, models, refusals }).reason);

    expect(new Set(reasons)).toEqual(new Set(Object.keys(MODEL_REASONS)));
  });
});

describe("Events of models", () => {
  const running: ModelStatus = { name: "a/1", phase: "Downloading", startTime: at(0) };

  it("report each change of phase, and a failure again when the next attempt fails", () => {
    const failed: ModelStatus = { name: "a/1", phase: "Failed", attempts: 1 };

    expect(listChangedModels([], [running])).toEqual([running]);
    expect(listChangedModels([running], [{ ...running, bytes: 5 }])).toEqual([]);
    expect(listChangedModels([running], [ready("a/1")])).toEqual([ready("a/1")]);
    expect(listChangedModels([running], [{ name: "a/1", phase: "Pending" }])).toEqual([]);
    expect(listChangedModels([failed], [{ ...failed, attempts: 2 }])).toHaveLength(1);
  });

  it("do not depend on the writer, and differ by what happened", () => {
    const name = (model: ModelStatus) => JSON.stringify(buildModelEvent(declare(), model, 0)["metadata"]);

    expect(name(running)).toBe(name({ ...running, bytes: 7 }));
    const all = [running, ready("a/1"), ready("a/1", { revision: "v" }), { ...running, attempts: 2 }];
    expect(new Set(all.map(name)).size).toBe(all.length);
  });
});
