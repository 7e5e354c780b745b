import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { chart, findHelm, type Helm } from "../../tools/helm/helm.ts";
import { NAME, renderChart } from "../../tools/helm/render.ts";
import type { KubernetesObject } from "../bed/client.ts";
import { type Manifest, pathOf } from "../e2e/manifests.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { type ChartBed, createRestrictedNamespace, startChartBed } from "./chart.ts";
import { hasKubectl, kubectl } from "./kubectl.ts";

const helm = await findHelm("v4");
const root = path.join(import.meta.dirname, "../../../..");
const first = findFirstChart();

/** The commit of the first chart; undefined in a clone without history. */
function findFirstChart(): string | undefined {
  const log = ["log", "--diff-filter=A", "--format=%H", "--", "manifests/chart/Chart.yaml"];
  try {
    const commits = execFileSync("git", log, { cwd: root, encoding: "utf8" }).trim().split("\n");
    const commit = commits.at(-1) || undefined;
    const isShallow = execFileSync("git", ["rev-parse", "--is-shallow-repository"], { cwd: root, encoding: "utf8" });
    return isShallow.trim() === "true" ? undefined : commit;
  } catch {
    return undefined;
  }
}

if (first === undefined) process.stderr.write("THE UPGRADE TEST IS SKIPPED: this clone has no history\n");

describe.runIf(isOurs && helm && hasKubectl() && first)(
  "an upgrade from the first chart, by docs/installing.md",
  () => {
    let bed: ChartBed;
    let directory: string;

    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), "first-chart-"));
      const archive = execFileSync("git", ["archive", first ?? "", "manifests/chart"], { cwd: root });
      execFileSync("tar", ["-x", "-C", directory], { input: archive });
      bed = await startChartBed();
      await createRestrictedNamespace(bed.client, NAME);
      await runHelm("install", NAME, path.join(directory, "manifests/chart"));
    });

    afterAll(async () => {
      await bed?.stop();
      await rm(directory, { recursive: true, force: true });
    });

    async function runHelm(...command: readonly string[]): Promise<void> {
      const access = ["--kubeconfig", bed.controlPlane.kubeconfig, "--namespace", NAME];
      const { code, err } = await (helm as Helm)([...command, ...access]);
      if (code !== 0) throw new Error(`helm ${command.join(" ")}: ${err}`);
    }

    it("leaves exactly the objects of the new chart", async () => {
      const before = await listOwned();
      const crds = path.join(chart, "crds");
      await kubectl(bed.controlPlane.kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", crds);
      await runHelm("upgrade", NAME, chart);

      const rendered = await renderChart(helm as Helm);
      for (const object of rendered) await bed.client.get(pathOf(object));
      const expected = new Set(rendered.map(nameOf));
      expect(before.length).toBeGreaterThan(5);
      await eventually(async () => expect((await listOwned()).filter((name) => !expected.has(name))).toEqual([]));
    });

    it("serves the newest fields of a ModelExpress", async () => {
      const metadata = { name: "models", namespace: "default" };
      const spec = { dynamoNamespace: "global", pvc: { name: "models" }, models: ["Qwen/Qwen3-0.6B"] };
      const object = { apiVersion: "modelexpress.nvidia.com/v1alpha1", kind: "ModelExpress", metadata, spec };
      const collection = "/apis/modelexpress.nvidia.com/v1alpha1/namespaces/default/modelexpresses";
      const stored = await bed.client.create<{ readonly spec: object }>(`${collection}?fieldValidation=Strict`, object);
      expect(stored.spec).toMatchObject(spec);
    });

    it("is uninstalled without leftovers but the definition, and can be installed again", async () => {
      await runHelm("uninstall", NAME);
      await eventually(async () => expect(await listOwned()).toEqual([]));
      await runHelm("install", NAME, chart);
      expect((await listOwned()).length).toBeGreaterThan(5);
    });

    /** The objects that Helm labels, of every kind that a chart can have here. */
    async function listOwned(): Promise<readonly string[]> {
      const { stdout } = await kubectl(bed.controlPlane.kubeconfig, "api-resources", "--verbs=list", "-o", "name");
      const kinds = stdout
        .split("\n")
        .filter((kind) => kind !== "" && !/^(pods|events|endpoint|replicasets)/.test(kind));
      const list = ["get", kinds.join(","), "-A", "-l", "app.kubernetes.io/managed-by=Helm", "-o", "yaml"];
      const { stdout: found } = await kubectl(bed.controlPlane.kubeconfig, ...list);
      const { items } = parse(found) as { readonly items: readonly (KubernetesObject & Manifest)[] };
      return items.map(nameOf);
    }
  },
);

function nameOf({ kind, metadata }: Pick<Manifest, "kind" | "metadata">): string {
  return `${kind} ${metadata.name}`;
}
