import { findControlPlane } from "./source.ts";

/** The build takes minutes, which no test's or hook's deadline should contain, and happens once. */
export async function setUpControlPlane(): Promise<void> {
  await findControlPlane();
}
