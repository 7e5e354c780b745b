import { findEngine } from "./find-engine.ts";

/** The build takes minutes, which no test's or hook's deadline should contain. */
export async function setUpEngine(): Promise<void> {
  await findEngine();
}
