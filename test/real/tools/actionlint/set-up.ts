import { buildActionlint } from "./build-actionlint.ts";

/** Builds it before the tests; without Go they are skipped, loudly, but not in CI. */
export async function setUpActionlint(): Promise<void> {
  const build = await buildActionlint();
  if (build.isBuilt) return;
  if (process.env["CI"] === "true") throw new Error(`the workflows must be checked in CI, but ${build.reason}`);
  console.warn(`SKIPPING the tests of the workflows: ${build.reason}`);
}
