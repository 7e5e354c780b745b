import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readCommands } from "../src/read-commands.ts";
import { isKnown } from "../src/unknown.ts";

interface Case {
  readonly name: string;
  readonly shell: "bash" | "dash";
  readonly env?: Readonly<Record<string, string>>;
  readonly unlisted?: boolean;
  readonly script: string;
  readonly models: readonly string[] | "unknown";
}

const cases: readonly Case[] = parse(readFileSync(new URL("cases.yaml", import.meta.url), "utf8"));

/** What stands behind `--model` or `serve`, or is found to be unknown. */
function modelsOf({ shell, script, env = {}, unlisted = false }: Case): readonly string[] | "unknown" {
  const environment = {
    variables: new Map(Object.entries(env)),
    isOpen: unlisted,
    isAssumedUnset: (name: string) => name === "MODEL",
  };
  const { commands, isUnread } = readCommands([shell, "-c", script], { environment });
  const engines = commands.filter(({ argv }) => /^(?:python3|vllm)$/.test(argv[0] ?? ""));
  const models = engines.map(
    ({ argv }) => argv[argv.findIndex((word) => word === "--model" || word === "serve") + 1] ?? "",
  );
  const isAnything = commands.some(({ argv }) => !isKnown(argv[0] ?? ""));
  return isUnread || isAnything || !models.every(isKnown) ? "unknown" : models;
}

describe("a script starts what a real shell starts", () => {
  it.each(cases)("$name", (one) => {
    expect(modelsOf(one)).toEqual(one.models);
  });
});
