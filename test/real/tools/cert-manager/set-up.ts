import { buildCertManager } from "./build-cert-manager.ts";

/** The build takes minutes, which no test's or hook's deadline should contain. */
export async function setUpCertManager(): Promise<void> {
  const build = await buildCertManager();
  if (build.isBuilt) return;
  if (process.env["CI"] === "true") throw new Error(`cert-manager must be tried in CI, but ${build.reason}`);
  console.warn(`SKIPPING the tests with cert-manager: ${build.reason}`);
}
