import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readMountedScript } from "../../../../src/configuration/pull-script.ts";
import type { PullScript } from "../../../../src/model-express/pull-script.ts";

const PATH = "/model-express-pull/";

/**
 * The words after `sh -c` of a pod that mounts its script, with a directory in the place of the mount.
 *
 * @param text of the file in the ConfigMap; `undefined`: there is none
 * @param script whose name and digest the pod has
 */
export async function mountScript(
  parent: string,
  text: string | undefined,
  script: PullScript = readMountedScript(),
): Promise<readonly string[]> {
  const directory = await mkdtemp(join(parent, "config-map-"));
  if (text !== undefined) await writeFile(join(directory, "pull.sh"), text);
  const { loader } = readMountedScript();
  if (!loader.includes(PATH)) throw new Error(`the loader does not read ${PATH}`);
  return [loader.replaceAll(PATH, `${directory}/`), script.name, script.digest];
}
