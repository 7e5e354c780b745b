import { isObject, type JsonObject, objectAt, objectsAt } from "../../../src/kubernetes/json.ts";

/** A directory on a volume, independent of the mount path. */
export interface Location {
  readonly volume: string;
  /** Relative to the root of the volume. */
  readonly inner: string;
}

/** Finds where an engine in the container reads models, by the rules of the libraries and of a file system. */
export function readLocation(container: JsonObject): Location | undefined {
  const words = [...list(container["command"]), ...list(container["args"])];
  const flag = words.findLastIndex((word) => word.startsWith("--download-dir"));
  const download = words[flag]?.split("=")[1] ?? words[flag + 1];
  const directory = flag >= 0 && download !== undefined ? download : variable(container, "HF_HUB_CACHE");
  return directory === undefined ? undefined : locate(container, directory);
}

/** Finds where the pull writes. */
export function writtenLocation(pull: JsonObject): Location | undefined {
  return locate(pull, variable(pull, "MODEL_EXPRESS_CACHE_DIRECTORY") ?? "");
}

/** Finds the mounts that hide a part of a directory. */
export function hidingMounts(container: JsonObject, directory: string): readonly string[] {
  return objectsAt(container, "volumeMounts")
    .map(({ mountPath }) => String(mountPath).replace(/\/$/, ""))
    .filter((path) => path.startsWith(`${directory}/`));
}

export function variable(container: JsonObject, name: string): string | undefined {
  const value = objectsAt(container, "env").findLast((entry) => entry["name"] === name)?.["value"];
  return typeof value === "string" ? value : undefined;
}

export function containersOf(pod: JsonObject): readonly JsonObject[] {
  const spec = objectAt(pod, "spec");
  return [...objectsAt(spec, "initContainers"), ...objectsAt(spec, "containers")].filter(isObject);
}

function locate(container: JsonObject, directory: string): Location | undefined {
  const segments = directory.split("/").filter((part) => part !== "" && part !== ".");
  const mounts = objectsAt(container, "volumeMounts")
    .map((mount) => ({
      mount,
      parts: String(mount["mountPath"])
        .split("/")
        .filter((part) => part !== ""),
    }))
    .filter(({ parts }) => parts.every((part, index) => segments[index] === part))
    .sort((a, b) => b.parts.length - a.parts.length);
  const [deepest] = mounts;
  if (deepest === undefined) return undefined;
  const sub = String(deepest.mount["subPath"] ?? "")
    .split("/")
    .filter((part) => part !== "");
  return { volume: String(deepest.mount["name"]), inner: [...sub, ...segments.slice(deepest.parts.length)].join("/") };
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
