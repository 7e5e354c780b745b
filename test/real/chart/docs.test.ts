import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { hasKubectl } from "../control-plane/chart/kubectl.ts";
import type { Manifest } from "../control-plane/e2e/manifests.ts";
import { chart, findHelm, type Helm } from "../tools/helm/helm.ts";
import { objectOf, renderChart } from "../tools/helm/render.ts";
import { workloadOf } from "../tools/helm/workload.ts";

const root = path.join(import.meta.dirname, "../../..");
const text = readFileSync(path.join(root, "docs/installing.md"), "utf8");
const examples = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, example = ""]) => example);
const helm = await findHelm("v4");

describe("docs/installing.md", () => {
  it("names only existing values", () => {
    const values: unknown = parse(readFileSync(path.join(chart, "values.yaml"), "utf8"));
    const named = [...text.matchAll(/`((?:certificates|webhook|missedPods|podMonitor|dashboard|image)\.\w+)/g)];

    expect(named.length).toBeGreaterThan(5);
    for (const [, name = ""] of named) {
      const [section = "", key = ""] = name.split(".");
      expect(values, name).toHaveProperty([section, key]);
    }
  });

  it.runIf(helm)("has an example of values that the chart takes", async () => {
    const values = parse(examples.find((example) => example.startsWith("image:")) ?? "") as object;
    const objects = await renderChart(helm as Helm, { values });

    const { image } = workloadOf(objects, "webhook").spec.template.spec.containers[0];
    expect(image).toBe("registry.example.com/model-express-injector:0.1.0");
    expect(JSON.stringify(objectOf(objects, "MutatingWebhookConfiguration"))).toContain("gpu-operator");
  });

  it.runIf(helm).each(["podSecurityContext:", "webhook: {hostNetwork"])(
    "has values for a platform that the chart takes: %s",
    async (start) => {
      const example = examples.find((each) => each.startsWith(start));

      await expect(renderChart(helm as Helm, { values: parse(example ?? "") as object })).resolves.not.toHaveLength(0);
      expect(example).toBeDefined();
    },
  );

  it.runIf(hasKubectl())("has an example of an overlay that sets what it says", () => {
    const overlay = examples.find((example) => example.includes("kind: Kustomization")) ?? "";
    const objects = withOverlay(overlay, (folder) =>
      execFileSync("kubectl", ["kustomize", folder], { encoding: "utf8" }),
    );

    const { image } = workloadOf(objects, "controller").spec.template.spec.containers[0];
    expect(image).toBe("registry.example.com/model-express-injector:0.1.0");
    expect(objectOf(objects, "ConfigMap")).toMatchObject({
      data: { "config.yaml": expect.stringContaining("globalNamespaces: [platform]") },
    });
  });
});

/** The overlay lies in a folder beside the checkout, as in the example. */
function withOverlay(overlay: string, render: (folder: string) => string): readonly Manifest[] {
  const directory = mkdtempSync(path.join(tmpdir(), "overlay-"));
  try {
    symlinkSync(root, path.join(directory, "model-express-injector"));
    const folder = path.join(directory, "overlay");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "kustomization.yaml"), overlay);
    return parseAllDocuments(render(folder)).map((document) => document.toJS() as Manifest);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
