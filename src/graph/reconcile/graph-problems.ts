/** Why what a graph declares is not made. */
export const GRAPH_PROBLEMS = ["InvalidDeclaration", "NameTaken", "Refused"] as const;
export type GraphProblemReason = (typeof GRAPH_PROBLEMS)[number];
