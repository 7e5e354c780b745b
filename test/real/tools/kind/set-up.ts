import { installTool } from "../../model-express/pull/install.ts";
import { buildKind } from "./build-kind.ts";

/** Installs what checks the scripts and the configuration of `manifests/kind`. */
export async function setUpKind(): Promise<void> {
  const kind = await buildKind();
  if (!kind.isBuilt) console.warn(`SKIPPING the tests of kind's configuration: ${kind.reason}`);
  const shellcheck = await installTool("shellcheck");
  if (!shellcheck.isHere) console.warn(`SKIPPING shellcheck: ${shellcheck.why}`);
}
