import { keepFirstStart } from "./first-start.ts";
import { findControlPlane } from "./source.ts";

/** The build takes minutes, which no test's or hook's deadline should contain, and happens once, as the first start. */
export async function setUpControlPlane(): Promise<void> {
  await keepFirstStart(await findControlPlane());
}
