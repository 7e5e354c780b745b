import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kubeconfigText } from "../kubeconfig.ts";
import { EXAMPLES } from "./run.ts";
import { runHere } from "./run-here.ts";

const folder = mkdtempSync(join(tmpdir(), "json-output-"));
const kubeconfig = join(folder, "kubeconfig");
const wrong = join(folder, "wrong.yaml");
const warned = join(folder, "warned.yaml");

beforeAll(() => {
  writeFileSync(kubeconfig, kubeconfigText({ server: "https://127.0.0.1:1" }));
  mkdirSync(join(folder, "empty"));
  writeFileSync(wrong, "a: [1, 2\nb: {");
  writeFileSync(warned, "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: 7}\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const graph = join(EXAMPLES, "graph.yaml");
const FILES = [graph, join(EXAMPLES, "worker.yaml")];

describe.each(["inject", "explain", "check", "graph"])("%s -o json", (command) => {
  test.each(FILES)("prints only JSON of %s", async (file) => {
    const { out } = await runHere([command, "-f", file, "-o", "json"]);
    expect(JSON.parse(out)).toBeTypeOf("object");
  });

  test("prints only JSON of a manifest with a problem", async () => {
    const { out } = await runHere([command, "-f", warned, "-o", "json"]);
    expect(JSON.parse(out)).toBeTypeOf("object");
  });

  test.each(["/dev/zero", "/absent", join(folder, "empty"), wrong])(
    "prints nothing of %s, which cannot be read",
    async (path) => {
      const { code, out, err } = await runHere([command, "-f", path, "-o", "json"]);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^error: [^\n]+\n$/);
    },
  );
});

test.each(["check", "models", "prefetch org/a", "adopt mx --global", "explain pod x", "explain graph x"])(
  "%s -o json prints nothing of a cluster that is away",
  async (words) => {
    const { code, out, err } = await runHere([...words.split(" "), "-o", "json", "--kubeconfig", kubeconfig]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^error: the API server https:\/\/127\.0\.0\.1:1 cannot be reached: [^\n]+\n$/);
  },
);
