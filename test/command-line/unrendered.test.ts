import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runHere } from "./run-here.ts";

const folder = mkdtempSync(join(tmpdir(), "unrendered-"));
const CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
const POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: main, image: x}]}\n";
const KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [c.yaml]\n";
const FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  chart: { "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "values.yaml": "a: 1\n" },
  "an overlay": { "kustomization.yaml": KUSTOMIZATION, "c.yaml": CONFIG_MAP },
  "overlay-with-pod": { "kustomization.yaml": KUSTOMIZATION, "pod.yaml": POD },
  flux: { "sync.yaml": KUSTOMIZATION.replace("kustomize.config.k8s.io/v1beta1", "kustomize.toolkit.fluxcd.io/v1") },
};

beforeAll(() => {
  for (const [name, files] of Object.entries(FOLDERS)) {
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(["check", "explain", "inject"])("%s -f", (command) => {
  test.each([
    ["chart", `${folder}/chart/Chart.yaml: the folder is a Helm chart; render it: helm template ${folder}/chart |`],
    [
      "an overlay",
      `${folder}/an overlay/kustomization.yaml: the folder is a kustomization; render it: kubectl kustomize '${folder}/an overlay' |`,
    ],
  ])("names the command that makes manifests of %s, and no other file", async (name, says) => {
    const { code, out, err } = await runHere([command, "-f", join(folder, name)]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toBe(`error: ${says} model-express-injector … -f -\n`);
  });

  test("reads a pod beside a kustomization, as it stands", async () => {
    const { err } = await runHere([command, "-f", join(folder, "overlay-with-pod")]);
    expect(err).not.toContain("kustomize");
  });

  test("takes the object of Flux for what it is", async () => {
    const { err } = await runHere([command, "-f", join(folder, "flux")]);
    expect(err).toContain("no pod, pod template or graph in it; it has Kustomization");
  });
});
