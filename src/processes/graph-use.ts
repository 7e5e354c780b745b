/** Whether the declarations in DynamoGraphDeployments are followed, which needs permission to read graphs. */
export const GRAPH_USES = ["follow", "ignore"] as const;
export type GraphUse = (typeof GRAPH_USES)[number];
