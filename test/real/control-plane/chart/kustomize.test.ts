import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBase } from "../e2e/manifests.ts";
import { isOurs } from "../e2e/source.ts";
import { type ChartBed, startChartBed, statesOf } from "./chart.ts";
import { hasKubectl, kubectl } from "./kubectl.ts";

const base = path.join(import.meta.dirname, "../../../../manifests/base");

describe.runIf(isOurs && hasKubectl())("kubectl apply --server-side -k manifests/base", () => {
  let bed: ChartBed;

  beforeAll(async () => {
    bed = await startChartBed();
  });

  afterAll(() => bed?.stop());

  it("installs it without a warning, and changes nothing the second time", async () => {
    const apply = () => kubectl(bed.controlPlane.kubeconfig, "apply", "--server-side", "-k", base);

    const { stdout, stderr } = await apply();
    const states = await statesOf(bed.client, readBase());
    await apply();

    expect(stderr).toBe("");
    expect(stdout.trim().split("\n")).toHaveLength(readBase().length);
    expect(await statesOf(bed.client, readBase())).toEqual(states);
  });
});
