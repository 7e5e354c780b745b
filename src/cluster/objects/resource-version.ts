/** Whether one state of an object is older than another. resourceVersions are increasing integers (KEP-5504). */
export function isOlder(version: string, other: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(other)) return false;
  return BigInt(version) < BigInt(other);
}
