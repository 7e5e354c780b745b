import { isWarned } from "../../injection/reason.ts";
import { EXIT, Failure } from "../failure.ts";
import { withCluster } from "../open-cluster.ts";
import type { Terminal } from "../terminal.ts";
import { type ExplainLiveOptions, isProblem } from "./explain-pod.ts";
import { graphStory, graphStoryObject } from "./graph-story.ts";
import { type LiveGraph, lookAtGraph } from "./look-at-graph.ts";
import { lookAround } from "./look-at-pod.ts";
import { readGraphObject } from "./read-graph-object.ts";

/** Explains what the pods of a graph of the cluster get, beside the existing ones. Returns the exit code. */
export function explainGraph(options: ExplainLiveOptions, terminal: Terminal): Promise<number> {
  return withCluster(options, async (cluster) => {
    const { name, readSettings } = options;
    const namespace = options.namespace ?? cluster.namespace;
    const object = await readGraphObject(cluster.reader, namespace, name);
    const graph = await lookAtGraph(object, await lookAround(cluster, namespace, readSettings));
    if (graph.kinds.length === 0)
      throw new Failure(`DynamoGraphDeployment ${name} has no component that makes pods`, EXIT.problem);
    if (options.output === "json") terminal.out(`${JSON.stringify(graphStoryObject(graph), null, 2)}\n`);
    else terminal.out(graphStory(graph, terminal));
    return isWrong(graph) ? EXIT.problem : EXIT.ok;
  });
}

/** Whether a pod lacks or would lack its Model Express, does not run, or a declared instance is unused. */
function isWrong({ kinds, others, instances }: LiveGraph): boolean {
  const pods = [...kinds.flatMap((kind) => kind.pods), ...others];
  const isIdle = instances.some(({ users, passedOver }) => users === 0 && passedOver !== undefined);
  const isMissing = kinds.some(
    ({ mutation, derivation }) => isWarned(mutation.reason) || derivation.refused !== undefined,
  );
  return isIdle || isMissing || pods.some(isProblem);
}
