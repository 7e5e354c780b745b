const TAG = /:v?(\d+)\.(\d+)[^/]*$/;

/**
 * Whether the CLI in an image of Model Express knows `--revision`, which came with 0.6. A tag that is no version, or a
 * digest, is taken for a newer one.
 */
export function takesRevisions(image: string): boolean {
  const [, major, minor] = TAG.exec(image.split("@", 1)[0] ?? "") ?? [];
  return major === undefined || Number(major) > 0 || Number(minor) >= 6;
}
