/** Why a declared ModelExpress is not created. */
export const GRAPH_PROBLEMS = ["InvalidDeclaration", "NameTaken", "Refused"] as const;
export type GraphProblemReason = (typeof GRAPH_PROBLEMS)[number];
