import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { planClaim } from "../../src/deployment/desired/claim.ts";
import { buildServerContainer } from "../../src/deployment/desired/server-container.ts";
import { modelExpressSpec, REDIS_IMAGE } from "../../src/deployment/model-express-spec.ts";
import { REASONS } from "../../src/deployment/status/reason.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { MODEL_REASONS } from "../../src/prefetch/verdict.ts";
import { actualState, declare, readValid } from "../deployment/declare.ts";

const page = readFileSync(new URL("../../docs/model-express.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
  .map(([, text = ""]) => text)
  .filter((text) => !text.includes("kind: NetworkPolicy"));

function reasonsIn(title: string) {
  const section = page.split(`## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `([A-Z]\w+)` \| (.+) \|$/gm)].map(([, reason, text]) => [reason, text]);
}

describe("docs/model-express.md", () => {
  it("explains each reason, in their order, and no other", () => {
    expect(reasonsIn("Is it ready?")).toEqual(Object.entries(REASONS));
    expect(reasonsIn("Models")).toEqual(Object.entries(MODEL_REASONS));
  });

  it.each(examples)("has an example that can be declared: %.0s%#", (text) => {
    const instance = readValid(parse(text) as JsonObject);

    expect(planClaim(instance, actualState()).differences).toEqual(expect.any(Array));
  });

  it("names every field", () => {
    const names = [...Object.keys(modelExpressSpec.shape), ...Object.keys(modelExpressSpec.shape.pvc.shape)];

    for (const name of names) expect(page, name).toMatch(new RegExp(`\`(\\w*\\.)?${name}(\\.\\w+)*\``));
  });

  it("states the actual defaults", () => {
    const { pvc } = modelExpressSpec.parse({ dynamoNamespace: "global", pvc: { name: "models" } });

    expect(buildServerContainer(declare())).toMatchObject({
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "4", memory: "4Gi" } },
    });
    expect(page).toContain("requests 500m, 1Gi; limits 4 CPUs, 4Gi");
    for (const text of ["pull.image", REDIS_IMAGE, pvc.accessMode, pvc.deletionPolicy])
      expect(page).toContain(`\`${text}\``);
  });
});
