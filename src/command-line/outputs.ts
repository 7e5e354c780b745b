/** What a command prints: for people, or for programs. */
export const OUTPUTS = ["text", "json"] as const;
export type Output = (typeof OUTPUTS)[number];
