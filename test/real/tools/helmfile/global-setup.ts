import { findHelmfile } from "./helmfile.ts";

/** Vitest's global setup: the build takes minutes, which no test's or hook's deadline should contain. */
export async function setup(): Promise<void> {
  await findHelmfile();
}
