import { findHelmfile } from "./helmfile.ts";

/** The build takes minutes, which no test's or hook's deadline should contain. */
export async function setUpHelmfile(): Promise<void> {
  await findHelmfile();
}
