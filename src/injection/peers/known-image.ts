import type { PeersSettings } from "../settings.ts";

/**
 * The maximum length of an image reference: a name has at most 255 characters, a tag 128, a digest 71
 * (distribution/reference).
 */
const MOST_CHARACTERS = 512;

/** Whether the configuration states that an image contains Model Express's Python client. */
export function isKnownImage(image: string, { images }: Pick<PeersSettings, "images">): boolean {
  return image.length <= MOST_CHARACTERS && images.some((pattern) => pattern.test(image));
}
