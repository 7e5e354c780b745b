const VERSION = /^v?(\d+)\.(\d+)/;

/**
 * Whether the CLI in an image of Model Express knows `--revision`, which came with 0.6. A tag that is no version, or a
 * digest, is taken for a newer one.
 */
export function takesRevisions(image: string): boolean {
  const [reference = ""] = image.split("@", 1);
  const colon = reference.lastIndexOf(":");
  const tag = colon > reference.lastIndexOf("/") ? reference.slice(colon + 1) : "";
  const [, major, minor] = VERSION.exec(tag) ?? [];
  return major === undefined || Number(major) > 0 || Number(minor) >= 6;
}
