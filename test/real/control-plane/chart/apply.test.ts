import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXAMPLE_VALUES } from "../../tools/helm/example-values.ts";
import { findHelm } from "../../tools/helm/helm.ts";
import { renderChart } from "../../tools/helm/render.ts";
import { applyManifest, manifestOf, pathOf } from "../e2e/manifests.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { type ChartBed, createRestrictedNamespace, startChartBed, statesOf } from "./chart.ts";
import { defineCustomResources } from "./custom-resources.ts";

const helm = await findHelm("v4");

describe.runIf(isOurs && helm)("the chart's objects in a cluster", () => {
  let bed: ChartBed;

  beforeAll(async () => {
    bed = await startChartBed();
    await defineCustomResources(bed.client);
    await applyManifest(bed.client, manifestOf("CustomResourceDefinition"));
    await eventually(() => bed.client.list("/apis/modelexpress.nvidia.com/v1alpha1/modelexpresses"));
    await createRestrictedNamespace(bed.client, "team");
    bed.warnings.splice(0);
  });

  afterAll(() => bed?.stop());

  it.each(EXAMPLE_VALUES)("with $what apply without a warning, and again without a change", async (example) => {
    const name = `release-${EXAMPLE_VALUES.findIndex(({ what }) => what === example.what)}`;
    const objects = helm === undefined ? [] : await renderChart(helm, { ...example, name, namespace: name });
    await createRestrictedNamespace(bed.client, name);

    for (const object of objects) await bed.client.apply(`${pathOf(object)}?dryRun=All&fieldValidation=Strict`, object);
    for (const object of objects) await applyManifest(bed.client, object);
    const states = await statesOf(bed.client, objects);
    for (const object of objects) await applyManifest(bed.client, object);

    expect(bed.warnings).toEqual([]);
    expect(await statesOf(bed.client, objects)).toEqual(states);
    expect(Object.keys(states).length).toBeGreaterThan(10);
  });
});
