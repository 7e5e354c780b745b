import type { ValidInstance } from "../model-express/instance.ts";
import type { PullSettings } from "./settings.ts";
import type { Warning } from "./warning.ts";

export interface PullImage {
  readonly image: string;
  readonly warnings: readonly Warning[];
}

/**
 * The instance's image if the configuration admits it, else the configured one. Whoever may create a Service would
 * otherwise choose what runs in other people's pods, with their ServiceAccount.
 */
export function choosePullImage(instance: ValidInstance | undefined, settings: PullSettings): PullImage {
  const wanted = instance?.image;
  if (wanted === undefined || wanted === settings.image) return { image: settings.image, warnings: [] };
  if (settings.allowedImages.some((prefix) => isWithin(wanted, prefix))) return { image: wanted, warnings: [] };
  const detail = `${wanted} is not in the configuration's pull.allowedImages; ${settings.image} pulls`;
  return { image: settings.image, warnings: [{ code: "ImageNotAllowed", detail }] };
}

/** Whether a prefix ends where a part of the image's name does. */
function isWithin(image: string, prefix: string): boolean {
  if (prefix === "" || !image.startsWith(prefix)) return false;
  const next = image.slice(prefix.length, prefix.length + 1);
  return next === "" || prefix.endsWith("/") || [":", "@", "/"].includes(next);
}

/** An image without its tag and digest. */
export function repositoryOf(image: string): string {
  const [name = ""] = image.split("@", 1);
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(0, colon) : name;
}

const VERSION = /^v?(\d+)\.(\d+)/;

/**
 * Whether the CLI in an image of Model Express knows `--revision`, which came with 0.6. A tag that is not a version, or a
 * digest, is taken for a newer one.
 */
export function takesRevisions(image: string): boolean {
  const [name = ""] = image.split("@", 1);
  const [, major, minor] = VERSION.exec(name.slice(repositoryOf(image).length + 1)) ?? [];
  return major === undefined || Number(major) > 0 || Number(minor) >= 6;
}
