import { describe, expect, it } from "vitest";
import { listNeeds } from "../../../src/installation/needed-permissions.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { isForScripts, type Rule, rightsOf } from "../control-plane/e2e/granted-rights.ts";
import { componentOf, type Manifest, readBase } from "../control-plane/e2e/manifests.ts";
import { findHelm, type Helm } from "../tools/helm/helm.ts";
import { renderChart } from "../tools/helm/render.ts";

const helm = await findHelm("v4");

const SWITCHES = [true, false].flatMap((deploy) =>
  [true, false].flatMap((graph) => [true, false].map((podEvents) => ({ deploy, graph, podEvents }))),
);
const MODES = [
  { mode: "self-managed" },
  { mode: "provided", secretName: "our-tls", caBundle: btoa("-----BEGIN CERTIFICATE-----") },
];

/** `scope verb group/resource name`, sorted. */
function listGranted(objects: readonly Manifest[], component: "webhook" | "controller"): readonly string[] {
  const roles = objects.filter(({ kind }) => kind === "Role" || kind === "ClusterRole");
  const own = roles.filter((role) => componentOf(role) === component);
  const granted = own.flatMap(({ kind, ...role }) =>
    (role as unknown as { readonly rules: readonly Rule[] }).rules
      .filter((rule) => !isForScripts(rule))
      .flatMap(rightsOf)
      .map(
        ({ verb, resource, name = "" }) => `${kind === "Role" ? "namespace" : "cluster"} ${verb} ${resource} ${name}`,
      ),
  );
  return [...new Set(granted)].sort();
}

function listNeeded(objects: readonly Manifest[], component: "webhook" | "controller"): readonly string[] {
  const deployment = objects.find((object) => object.kind === "Deployment" && componentOf(object) === component);
  const needs = listNeeds(component, deployment as unknown as JsonObject);
  const texts = needs.map(({ scope, verb, group, resource, name = "" }) => {
    return `${scope} ${verb} ${[group, resource].filter(Boolean).join("/")} ${name}`;
  });
  return [...new Set(texts)].sort();
}

const COMPONENTS = ["webhook", "controller"] as const;

describe("the permissions that check expects", () => {
  it.each(COMPONENTS)("of the %s are what manifests/base grants", (component) => {
    const granted = listGranted(readBase(), component);
    expect(granted.length).toBeGreaterThan(10);
    expect(listNeeded(readBase(), component)).toEqual(granted);
  });

  const cases = MODES.flatMap((certificates) => SWITCHES.map((switches) => ({ certificates, ...switches })));
  it.runIf(helm).each(cases)(
    "are what the chart grants: $certificates.mode, deploy $deploy, graph $graph, podEvents $podEvents",
    async ({ certificates, deploy, graph, podEvents }) => {
      const values = {
        certificates,
        modelExpress: { deploy },
        graph: { enabled: graph },
        podEvents: { enabled: podEvents },
      };
      const objects = await renderChart(helm as Helm, { values });
      for (const component of COMPONENTS) {
        expect(listNeeded(objects, component), component).toEqual(listGranted(objects, component));
      }
    },
  );
});
