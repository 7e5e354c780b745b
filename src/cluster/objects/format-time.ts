/** A time as Kubernetes writes it: RFC 3339 in UTC, in whole seconds. */
export function formatTime(millisecondsSinceEpoch: number): string {
  return `${new Date(millisecondsSinceEpoch).toISOString().slice(0, 19)}Z`;
}
