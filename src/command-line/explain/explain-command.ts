import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { isSubdomain } from "../../kubernetes/names.ts";
import { objectName } from "../arguments.ts";
import { CONTEXT, KUBECONFIG, timeoutOption } from "../cluster-flags.ts";
import { configurable, settingsReader } from "../configurable.ts";
import { EXIT, Failure } from "../failure.ts";
import { CLUSTER_HELP, FILES_HELP } from "../manifests/flags.ts";
import { OUTPUTS } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";

export function explainCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return configurable(new Command("explain"))
    .description("Explain the decision about each pod: every step, its input and its result.")
    .argument("[kind]", "pod NAME or graph NAME, also pod/NAME: of the cluster, instead of -f")
    .argument("[name]")
    .option("-f, --filename <file...>", FILES_HELP)
    .option("--cluster <file...>", CLUSTER_HELP, [])
    .option(
      "-n, --namespace <name>",
      "of the pod or graph, or for objects that name none (default: the context's, or default)",
      objectName,
    )
    .addOption(new Option("-o, --output <format>", "what to print").choices(OUTPUTS).default("text" as const))
    .addOption(KUBECONFIG)
    .addOption(CONTEXT)
    .addOption(timeoutOption(30))
    .addHelpText("after", EXPLAIN_EXAMPLES)
    .action(async (kind, name, options) => {
      const { filename: files, cluster, namespace = "default", output } = options;
      const live = objectNamed(kind, name);
      requireOneSource(live, files, cluster);
      const readSettings = await settingsReader(options);
      if (live !== undefined) {
        exit(await (await importExplain(live.kind))({ ...options, name: live.name, readSettings }, terminal));
      } else if (files !== undefined) {
        const { explain } = await import("./explain.ts");
        exit(explain({ files, cluster, settings: readSettings(), namespace, output }, terminal));
      }
    });
}

async function importExplain(kind: Named["kind"]) {
  return kind === "pod"
    ? (await import("./explain-pod.ts")).explainPod
    : (await import("./explain-graph.ts")).explainGraph;
}

/** @throws {Failure} unless the words name either an object of the cluster or manifests */
function requireOneSource(
  live: Named | undefined,
  files: readonly string[] | undefined,
  cluster: readonly string[],
): void {
  if (live === undefined && files === undefined) throw new Failure(WHICH, EXIT.usage);
  if (live !== undefined && files !== undefined) throw new Failure(NOT_BOTH, EXIT.usage);
  if (live !== undefined && cluster.length > 0) throw new Failure(NO_MANIFESTS, EXIT.usage);
}

const WHICH =
  "name a pod or graph of the cluster (explain pod NAME, explain graph NAME), or manifests (explain -f FILE)";

const NOT_BOTH = "name an object of the cluster (explain pod NAME) or manifests (explain -f FILE), not both";

const NO_MANIFESTS = "what is in the cluster is explained by the cluster: drop --cluster";

/** kubectl's names of the kinds. */
const KINDS = {
  pod: ["pod", "pods", "po"],
  graph: ["graph", "graphs", "dgd", "dynamographdeployment", "dynamographdeployments"],
} as const;

interface Named {
  readonly kind: keyof typeof KINDS;
  readonly name: string;
}

/** Parses `pod NAME`, `pods NAME` or `pod/NAME`, like kubectl, and the same for a graph. */
function objectNamed(kindText: string | undefined, nameText: string | undefined): Named | undefined {
  if (kindText === undefined) return undefined;
  const [type = "", inline, ...more] = kindText.split("/");
  const [kind] = (["pod", "graph"] as const).filter((each) => KINDS[each].some((word) => word === type.toLowerCase()));
  const name = nameText ?? inline;
  const isOne = (nameText === undefined) !== (inline === undefined) && more.length === 0;
  if (kind === undefined || !isOne || !name)
    throw new Failure(`${WHICH}${suggestCommand(kindText, nameText)}`, EXIT.usage);
  if (!isSubdomain(name))
    throw new Failure(`"${name}" cannot be the name of a ${kind}; expected a-z, 0-9, - and .`, EXIT.usage);
  return { kind, name };
}

/** What a user may have meant by words that name no pod or graph. */
function suggestCommand(first: string, second: string | undefined): string {
  if (/\.(?:ya?ml|json)$|^\.|^-$/.test(first)) return `; did you mean: explain -f ${first}`;
  const [kind = "", inline, ...more] = first.split("/");
  const isKnown = Object.values(KINDS).some((words) => words.some((word) => word === kind.toLowerCase()));
  if (isKnown) return "";
  const name = second ?? inline;
  if (name === undefined) return `; did you mean: explain pod ${first}`;
  if (!name || more.length > 0) return "";
  return `; for another kind: kubectl get ${kind} ${name} -o yaml | model-express-injector explain -f -`;
}

const EXPLAIN_EXAMPLES = `
Of a DynamoGraphDeployment or DynamoComponentDeployment it explains the pods that Dynamo's operator would make.

Examples:
  $ model-express-injector explain -f graph.yaml
  $ helm template . | model-express-injector explain -f - --cluster cluster.yaml
  $ model-express-injector explain -f worker.yaml --cluster cluster.yaml
  $ kubectl get deploy vllm-agg -o yaml | model-express-injector explain -f - --cluster cluster.yaml -o json
  $ model-express-injector explain pod vllm-agg-vllmdecodeworker-0 -n inference
  $ model-express-injector explain graph vllm-agg -n inference`;
