import type { PeersSettings } from "../settings.ts";

/** No reference of an image is longer: a name has 255 characters, a tag 128, a digest 71 (distribution/reference). */
const MOST_CHARACTERS = 512;

/** Whether the configuration knows that an image carries Model Express's Python client. */
export function isKnownImage(image: string, { images }: Pick<PeersSettings, "images">): boolean {
  return image.length <= MOST_CHARACTERS && images.some((pattern) => pattern.test(image));
}
