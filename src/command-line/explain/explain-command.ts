import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { isSubdomain } from "../../kubernetes/names.ts";
import { objectName } from "../arguments.ts";
import { CONTEXT, KUBECONFIG, timeoutOption } from "../cluster-flags.ts";
import { configurable, settingsReader } from "../configurable.ts";
import { EXIT, Failure } from "../failure.ts";
import { formatCommand, PROGRAM, quoteWord } from "../format-command.ts";
import { CLUSTER_HELP, FILES_HELP, NO_CLUSTER_ASKED } from "../manifests/flags.ts";
import { OUTPUTS } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";

export function buildExplainCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
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
    .action(async (kind, name, options, command) => {
      const { filename: files, cluster, namespace = "default", output } = options;
      const live = objectNamed(kind, name);
      if (live === undefined && (kind !== undefined || files === undefined))
        command.error(`error: ${WHICH}${suggestObject(kind, name, options.namespace)}`);
      requireOneSource(live, options);
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

interface Sources {
  readonly filename?: readonly string[] | undefined;
  readonly cluster: readonly string[];
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** @throws {Failure} for flags of the other source, which would not count */
function requireOneSource(live: Named | undefined, { filename, cluster, kubeconfig, context }: Sources): void {
  if (live !== undefined && filename !== undefined) throw new Failure(NOT_BOTH, EXIT.usage);
  if (live !== undefined && cluster.length > 0) throw new Failure(NO_MANIFESTS, EXIT.usage);
  if (live === undefined && (kubeconfig ?? context) !== undefined) throw new Failure(NO_CLUSTER_ASKED, EXIT.usage);
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
  const kind = kindCalled(type);
  const name = nameText ?? inline;
  const isOne = (nameText === undefined) !== (inline === undefined) && more.length === 0;
  if (kind === undefined || !isOne || !name) return undefined;
  if (!isSubdomain(name))
    throw new Failure(`"${name}" cannot be the name of a ${kind}; expected a-z, 0-9, - and .`, EXIT.usage);
  return { kind, name };
}

function kindCalled(type: string): Named["kind"] | undefined {
  return (["pod", "graph"] as const).find((each) => KINDS[each].some((word) => word === type.toLowerCase()));
}

/** What a user may have meant by words that name no pod or graph; a file is suggested for every command. */
function suggestObject(first: string | undefined, second: string | undefined, namespace: string | undefined): string {
  if (first === undefined || /\.(?:ya?ml|json)$|^\.|^-$/.test(first)) return "";
  const [kind = "", inline, ...more] = first.split("/");
  if (kindCalled(kind) !== undefined || more.length > 0) return "";
  const name = second ?? inline;
  const inNamespace = namespace === undefined ? [] : ["-n", namespace];
  if (name === undefined) return `; did you mean: ${formatCommand(["explain", "pod", first, ...inNamespace])}`;
  const get = ["kubectl", "get", kind, name, ...inNamespace, "-o", "yaml"].map(quoteWord).join(" ");
  return name === "" ? "" : `; for another kind: ${get} | ${PROGRAM} explain -f -`;
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
