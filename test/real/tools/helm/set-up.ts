import { HELM_SERIES } from "./build-helm.ts";
import { findHelm } from "./helm.ts";

/** The build takes minutes, which no test's or hook's deadline should contain. */
export async function setUpHelm(): Promise<void> {
  for (const series of HELM_SERIES) await findHelm(series);
}
