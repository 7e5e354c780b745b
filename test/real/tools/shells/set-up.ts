import { installTool } from "../../model-express/pull/install.ts";

/** Whose completion is tested besides that of bash, which the pull's tests need anyway. */
const SHELLS = ["zsh", "fish"];

/** Installs them before the tests; where that is not possible, tests of them are skipped, loudly, but not in CI. */
export async function setUpShells(): Promise<void> {
  for (const shell of SHELLS) {
    const part = await installTool(shell);
    if (!part.isHere) console.warn(`SKIPPING the completion of ${shell}: ${part.why}`);
  }
}
