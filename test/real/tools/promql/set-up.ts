import { buildPromql } from "./build-promql.ts";

/** Builds it before the tests; without Go they are skipped, loudly, but not in CI. */
export async function setUpPromql(): Promise<void> {
  const build = await buildPromql();
  if (build.isBuilt) return;
  if (process.env["CI"] === "true") throw new Error(`alerts must be evaluated in CI, but ${build.reason}`);
  console.warn(`SKIPPING the evaluation of alerts and of the dashboard: ${build.reason}`);
}
