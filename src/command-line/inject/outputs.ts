export const INJECT_OUTPUTS = ["yaml", "json", "patch", "diff"] as const;
export type InjectOutput = (typeof INJECT_OUTPUTS)[number];
