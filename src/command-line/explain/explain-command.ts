import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { CONTEXT, KUBECONFIG, timeoutOption } from "../cluster-flags.ts";
import { configurable, settingsFrom } from "../configurable.ts";
import { EXIT, Failure } from "../failure.ts";
import { CLUSTER_HELP, FILES_HELP } from "../manifests/flags.ts";
import type { Terminal } from "../terminal.ts";
import { EXPLAIN_OUTPUTS, explain } from "./explain.ts";
import { explainPod } from "./explain-pod.ts";

export function explainCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return configurable(new Command("explain"))
    .description("Tell the decision about each pod: every step, what it saw, what it chose.")
    .argument("[pod]", "pod NAME, or pod/NAME: a pod of the cluster, instead of -f")
    .argument("[name]")
    .option("-f, --filename <file...>", FILES_HELP)
    .option("--cluster <file...>", CLUSTER_HELP, [])
    .option("-n, --namespace <name>", "of the pod, or for objects that name none (default: the context's, or default)")
    .addOption(new Option("-o, --output <format>", "what to print").choices(EXPLAIN_OUTPUTS).default("text" as const))
    .addOption(KUBECONFIG)
    .addOption(CONTEXT)
    .addOption(timeoutOption(30))
    .addHelpText("after", EXPLAIN_EXAMPLES)
    .action(async (kind, name, options) => {
      const { filename: files, cluster, namespace = "default", output } = options;
      const pod = podNamed(kind, name);
      if ((pod === undefined) === (files === undefined)) throw new Failure(WHICH, EXIT.usage);
      if (pod !== undefined && cluster.length > 0) throw new Failure(NO_MANIFESTS, EXIT.usage);
      if (pod !== undefined) {
        const readSettings = settingsFrom.bind(undefined, options);
        exit(await explainPod({ ...options, pod, readSettings }, terminal));
      } else if (files !== undefined) {
        exit(explain({ files, cluster, settings: settingsFrom(options), namespace, output }, terminal));
      }
    });
}

const WHICH = "name a pod of the cluster (explain pod NAME), or manifests (explain -f FILE)";

const NO_MANIFESTS = "a pod of the cluster is explained by the cluster: drop --cluster";

/** `pod NAME`, `pods NAME` or `pod/NAME`, as kubectl takes them. */
function podNamed(kind: string | undefined, name: string | undefined): string | undefined {
  if (kind === undefined) return undefined;
  const [type = "", inline, ...more] = kind.split("/");
  const named = name ?? inline;
  const isOne = (name === undefined) !== (inline === undefined) && more.length === 0;
  const isAlone = name === undefined && inline === undefined && !["pod", "pods", "po"].includes(type);
  if (isAlone) throw new Failure(`${WHICH}; did you mean: explain pod ${type}`, EXIT.usage);
  if (!["pod", "pods", "po"].includes(type) || !isOne || !named) throw new Failure(WHICH, EXIT.usage);
  return named;
}

const EXPLAIN_EXAMPLES = `
Of a DynamoGraphDeployment or DynamoComponentDeployment it explains the pods that Dynamo's operator would make.

Examples:
  $ model-express-injector explain -f graph.yaml
  $ helm template . | model-express-injector explain -f - --cluster cluster.yaml
  $ model-express-injector explain -f worker.yaml --cluster cluster.yaml
  $ kubectl get deploy vllm-agg -o yaml | model-express-injector explain -f - --cluster cluster.yaml -o json
  $ model-express-injector explain pod vllm-agg-vllmdecodeworker-0 -n inference`;
