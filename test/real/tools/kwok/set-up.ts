import { buildKwok } from "./build-kwok.ts";

/** The build takes minutes, which no test's or hook's deadline should contain. */
export async function setUpKwok(): Promise<void> {
  const kwok = await buildKwok();
  if (kwok.isBuilt) return;
  if (process.env["CI"] === "true") throw new Error(`the tests with nodes must run in CI, but ${kwok.reason}`);
  console.warn(`SKIPPING the tests with nodes: ${kwok.reason}`);
}
