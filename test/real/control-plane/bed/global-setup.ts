import { findControlPlane } from "./source.ts";

/** Vitest's global setup: the build takes minutes, which no test's or hook's deadline should contain, and happens once. */
export async function setup(): Promise<void> {
  await findControlPlane();
}
