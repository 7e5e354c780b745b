/** The shortest of the pauses, in any one unit; `undefined` if there is none. */
export function pickSoonest(pauses: readonly (number | undefined)[]): number | undefined {
  const stated = pauses.filter((pause) => pause !== undefined);
  return stated.length === 0 ? undefined : Math.min(...stated);
}
