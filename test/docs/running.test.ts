import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LOAD_LIMITS, Load } from "../../src/admission/load.ts";
import { createMetrics } from "../../src/admission/metrics.ts";
import { createRunningMetrics } from "../../src/admission/running-metrics.ts";

const page = readFileSync(new URL("../../docs/running.md", import.meta.url), "utf8");

test("docs/running.md names every metric of the webhook's own", async () => {
  const { registry } = createMetrics();
  createRunningMetrics(registry, new Load(LOAD_LIMITS));
  const names = registry.getMetricsAsArray().map(({ name }) => name);
  const own = names.filter((name) => name.startsWith("model_express_injector_"));
  expect(own.length).toBeGreaterThan(5);
  for (const name of own) expect(page).toContain(`\`${name.replace("model_express_injector_", "")}\``);
});

test("docs/running.md states the default limit", () => {
  expect(page).toContain(`\`--max-in-flight\` reviews at once (${LOAD_LIMITS.mostInFlight})`);
  expect(page).toContain(`${LOAD_LIMITS.mostBytes / 1024 / 1024} MiB of bodies`);
});
