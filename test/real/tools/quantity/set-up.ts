import { buildQuantity } from "./build-quantity.ts";

/** Builds it before the tests; without Go they are skipped, loudly, but not in CI. */
export async function setUpQuantity(): Promise<void> {
  const build = await buildQuantity();
  if (build.isBuilt) return;
  if (process.env["CI"] === "true") throw new Error(`quantities must be compared in CI, but ${build.reason}`);
  console.warn(`SKIPPING the comparison with Kubernetes' ParseQuantity: ${build.reason}`);
}
