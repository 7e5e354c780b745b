import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EmbeddedDirectory } from "../cluster/embedded-directory.ts";
import { configurable, settingsFrom } from "./configurable.ts";
import { EXPLAIN_OUTPUTS, explain } from "./explain.ts";
import type { Terminal } from "./terminal.ts";

export function explainCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return configurable(new Command("explain"))
    .description("Tell the decision about each pod: every step, what it saw, what it chose.")
    .requiredOption("-f, --filename <file...>", "manifests to explain; - for standard input")
    .option("--cluster <file...>", "manifests of the cluster: Services, PersistentVolumeClaims, Namespaces", [])
    .option("-n, --namespace <name>", "for objects that name none", "default")
    .addOption(new Option("-o, --output <format>", "what to print").choices(EXPLAIN_OUTPUTS).default("text" as const))
    .addHelpText("after", EXPLAIN_EXAMPLES)
    .action((options) => {
      const { filename, cluster, namespace, output } = options;
      const directory = new EmbeddedDirectory(cluster);
      exit(explain({ files: filename, directory, settings: settingsFrom(options), namespace, output }, terminal));
    });
}

const EXPLAIN_EXAMPLES = `
Examples:
  $ model-express-injector explain -f worker.yaml --cluster cluster.yaml
  $ kubectl get deploy vllm-agg -o yaml | model-express-injector explain -f - --cluster cluster.yaml -o json`;
