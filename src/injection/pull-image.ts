import type { Directory } from "../model-express/directory.ts";
import type { ValidInstance } from "../model-express/instance.ts";
import type { PullSettings } from "./settings.ts";
import type { Warning } from "./warning.ts";

/** The init container's image, with what is needed to pull it. */
export interface PullImage {
  readonly image: string;
  readonly imagePullPolicy: string | undefined;
  /** Names of Secrets. */
  readonly imagePullSecrets: readonly string[];
  readonly warnings: readonly Warning[];
}

/**
 * Uses the instance's image if the configuration allows it, or if it is the one that the controller runs for the
 * ModelExpress object of that name; else the configured one. Otherwise, anyone who may create a Service could choose
 * the image that runs in other people's pods, with their ServiceAccount.
 */
export function choosePullImage(
  instance: ValidInstance | undefined,
  directory: Pick<Directory, "deployedImage">,
  settings: PullSettings,
): PullImage {
  const { image, imagePullPolicy, imagePullSecrets } = settings;
  const secrets = [...new Set([...imagePullSecrets, ...(instance?.imagePullSecrets ?? [])])];
  const configured = { image, imagePullPolicy, imagePullSecrets: secrets, warnings: [] };
  const wanted = instance?.image;
  if (instance === undefined || wanted === undefined) return configured;
  const own = { ...configured, image: wanted, imagePullPolicy: instance.imagePullPolicy ?? imagePullPolicy };
  if (wanted === image || isAdmitted(wanted, settings)) return own;
  if (settings.allowsDeployed && directory.deployedImage(instance.namespace, instance.name) === wanted) return own;
  const detail = `${wanted} is not in the configuration's pull.allowedImages; ${image} pulls`;
  return { ...configured, imagePullSecrets, warnings: [{ code: "ImageNotAllowed", detail }] };
}

function isAdmitted(image: string, { allowedImages }: PullSettings): boolean {
  return allowedImages.some((prefix) => isWithin(image, prefix));
}

/** Whether a prefix matches and ends at a boundary within the image's name. */
function isWithin(image: string, prefix: string): boolean {
  if (prefix === "" || !image.startsWith(prefix)) return false;
  const next = image.slice(prefix.length, prefix.length + 1);
  return next === "" || prefix.endsWith("/") || [":", "@", "/"].includes(next);
}

/** Strips an image's tag and digest. */
export function cutRepository(image: string): string {
  const [name = ""] = image.split("@", 1);
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(0, colon) : name;
}

const VERSION = /^v?(\d+)\.(\d+)/;

function parseVersion(image: string): readonly [major: number, minor: number] | undefined {
  const [name = ""] = image.split("@", 1);
  const [, major, minor] = VERSION.exec(name.slice(cutRepository(image).length + 1)) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

/** Whether an image is of the same repository and not certainly of a newer minor version. */
export function isSameOrOlder(image: string, than: string): boolean {
  if (cutRepository(image) !== cutRepository(than)) return false;
  const [ours, theirs] = [parseVersion(image), parseVersion(than)];
  if (ours === undefined || theirs === undefined) return true;
  return ours[0] < theirs[0] || (ours[0] === theirs[0] && ours[1] <= theirs[1]);
}

/**
 * Whether the CLI in an image of Model Express supports `--revision`, added in 0.6. Assumes so for a digest or a tag
 * that is not a version.
 */
export function takesRevisions(image: string): boolean {
  const [major = 1, minor = 0] = parseVersion(image) ?? [];
  return major > 0 || minor >= 6;
}
