/**
 * `--load-format` values that make an engine load its weights from serving peers. With `gms`, the first engine reads
 * the disk.
 */
const PEER_FORMATS = new Set(["modelexpress", "mx"]);

export function isPeerFormat(loadFormat: string): boolean {
  return PEER_FORMATS.has(loadFormat);
}
