import { expect, it } from "vitest";
import { obstacleTo, registrationsIn, WEBHOOK } from "../../src/installation/registration.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

const RULE = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"], scope: "Namespaced" };
const SERVICE = { namespace: "system", name: "injector", path: "/mutate", port: 443 };

function register(change: JsonObject) {
  const webhook = { name: WEBHOOK, clientConfig: { service: SERVICE }, rules: [RULE], ...change };
  const [registration] = registrationsIn([{ metadata: { name: "injector" }, webhooks: [webhook] }]);
  if (registration === undefined) throw new Error("it is not a registration");
  return registration;
}

const RULES = "its rules do not name the creation of pods";

it.each<readonly [what: string, change: JsonObject, defect: string | undefined]>([
  ["the chart's", {}, undefined],
  ["one of several rules", { rules: [{ ...RULE, resources: ["services"] }, RULE] }, undefined],
  ["every resource", { rules: [{ ...RULE, apiGroups: ["*"], apiVersions: ["*"], resources: ["*"] }] }, undefined],
  ["every resource and subresource", { rules: [{ ...RULE, operations: ["*"], resources: ["*/*"] }] }, undefined],
  ["a URL", { clientConfig: { url: "https://injector.example.com/pods" } }, undefined],
  ["no rules", { rules: [] }, RULES],
  ["another operation", { rules: [{ ...RULE, operations: ["UPDATE"] }] }, RULES],
  ["another resource", { rules: [{ ...RULE, resources: ["pods/status"] }] }, RULES],
  ["another group", { rules: [{ ...RULE, apiGroups: ["apps"] }] }, RULES],
  ["another version", { rules: [{ ...RULE, apiVersions: ["v2"] }] }, RULES],
  [
    "halves of two rules",
    {
      rules: [
        { ...RULE, operations: ["UPDATE"] },
        { ...RULE, resources: ["nodes"] },
      ],
    },
    RULES,
  ],
  ["another path", { clientConfig: { service: { ...SERVICE, path: "/mutat" } } }, "its path is /mutat, not /mutate"],
  ["no path", { clientConfig: { service: { namespace: "a", name: "b" } } }, "its path is /, not /mutate"],
])("a registration brings new pods to the webhook, or has a defect: %s", (_, change, defect) => {
  const registration = register(change);

  expect(registration.defect).toBe(defect);
  const obstacle = obstacleTo(registration, { namespaceLabels: {}, podLabels: {} });
  expect(obstacle).toEqual(defect === undefined ? undefined : expect.stringContaining(defect));
});
