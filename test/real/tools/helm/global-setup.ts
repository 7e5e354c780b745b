import { HELM_SERIES } from "./build-helm.ts";
import { findHelm } from "./helm.ts";

/** Vitest's global setup: the build takes minutes, which no test's or hook's deadline should contain. */
export async function setup(): Promise<void> {
  for (const series of HELM_SERIES) await findHelm(series);
}
