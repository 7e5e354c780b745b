/** An unusable configuration. The message is one sentence with the place, the cause and the fix. */
export class ConfigError extends Error {}
