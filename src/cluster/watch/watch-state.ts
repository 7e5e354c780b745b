/** The state of a watch, for readiness and metrics. */
export interface WatchState {
  readonly name: string;
  /** Whether its resource may be absent. */
  readonly isOptional: boolean;
  /** Whether a first list is complete. */
  readonly isSynced: boolean;
  /** Whether the last attempt failed. The absence of an optional resource is not a failure. */
  readonly isFailing: boolean;
}

export function isUp({ isSynced, isOptional, isFailing }: WatchState): boolean {
  return (isSynced || isOptional) && !isFailing;
}
