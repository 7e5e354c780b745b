import { join, relativeTo } from "../../kubernetes/path.ts";
import type { Pod } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";
import { findDefaultPlace, type StatedDirectory } from "./default-place.ts";
import { readAbsolute } from "./known-path.ts";

type Variables = ReadonlyMap<string, string>;

/**
 * Reads the settings in the libraries' order: the engine's flag, the hub's variables (`huggingface_hub`
 * `constants.py`: `HF_HUB_CACHE`, else the older `HUGGINGFACE_HUB_CACHE`, else `HF_HOME/hub`), a volume at the
 * default directory, and the variable that only older versions of `transformers` read.
 */
export function findStatedDirectory(target: Target, pod: Pod): StatedDirectory | undefined {
  const { variables } = target.runtime;
  const byVariables = hubDirectory(variables);
  const download = target.detection.downloadDirectory;
  if (download !== undefined) return byFlag(download, byVariables);
  return byVariables ?? findDefaultPlace(target, pod) ?? oldTransformersCache(target);
}

/**
 * If they differ, the engine reads weights from one directory and configuration from the other, but one pull fills
 * only one.
 */
function byFlag(download: string, byVariables: StatedDirectory | undefined): StatedDirectory {
  const directory = readAbsolute(download);
  if (byVariables === undefined || byVariables.directory === directory) return { setBy: "--download-dir", directory };
  return { setBy: `--download-dir and ${byVariables.setBy}, which differ`, directory: undefined };
}

function hubDirectory(variables: Variables): StatedDirectory | undefined {
  for (const name of ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"]) {
    const value = variables.get(name);
    if (value !== undefined) return { setBy: name, directory: readAbsolute(value) };
  }
  const home = variables.get("HF_HOME");
  if (home === undefined) return undefined;
  const root = readAbsolute(home);
  return { setBy: "HF_HOME", directory: root === undefined ? undefined : join(root, "hub") };
}

/** The names in the order in which `transformers` 4 reads them (`utils/hub.py`). */
const OLD_NAMES = ["TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE", "PYTORCH_PRETRAINED_BERT_CACHE"];

function findOldSetting(variables: Variables): { readonly name: string; readonly value: string } | undefined {
  for (const name of OLD_NAMES) {
    const value = variables.get(name);
    if (value !== undefined && value !== "") return { name, value };
  }
  return undefined;
}

/** On a user's volume, other programs can read the cache there too. */
function oldTransformersCache({ runtime, container }: Target): StatedDirectory | undefined {
  const stated = findOldSetting(runtime.variables);
  const directory = stated && readAbsolute(stated.value);
  if (directory === undefined) return undefined;
  const isMounted = container.mounts.some(({ mountPath }) => relativeTo(mountPath, directory) !== undefined);
  return isMounted ? { setBy: stated?.name ?? "", directory } : undefined;
}

/**
 * The variable by which `transformers` 4 reads configuration and tokenizers from a directory other than the hub's;
 * `undefined` if there is none.
 */
export function findTransformersCache({ variables }: Target["runtime"], directory: string): string | undefined {
  const stated = findOldSetting(variables);
  return stated === undefined || readAbsolute(stated.value) === directory ? undefined : stated.name;
}
