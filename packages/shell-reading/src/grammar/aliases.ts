/** What each alias stands for; `undefined` if that is unknown. */
export type Aliases = ReadonlyMap<string, string | undefined>;

export const NO_ALIASES: Aliases = new Map();
