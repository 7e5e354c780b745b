import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { objectName } from "../arguments.ts";
import { configurable, settingsReader } from "../configurable.ts";
import { CLUSTER_HELP, FILES_HELP } from "../manifests/flags.ts";
import type { Terminal } from "../terminal.ts";
import { INJECT_OUTPUTS } from "./outputs.ts";

export function buildInjectCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return configurable(new Command("inject"))
    .description(
      "Make the webhook's change to manifests, offline: Pods, and pod templates in workloads and Lists. A graph stays as " +
        "it is; the pods that Dynamo's operator would make of it follow as PodTemplates, which run nothing.",
    )
    .requiredOption("-f, --filename <file...>", FILES_HELP)
    .option("--cluster <file...>", CLUSTER_HELP, [])
    .option("-n, --namespace <name>", "for objects that name none", objectName, "default")
    .addOption(new Option("-o, --output <format>", "what to print").choices(INJECT_OUTPUTS).default("yaml" as const))
    .option("-q, --quiet", "do not print the decisions on standard error", false)
    .addHelpText("after", INJECT_EXAMPLES)
    .action(async (options) => {
      const { inject } = await import("./inject.ts");
      const { filename, cluster, namespace, output, quiet } = options;
      const settings = (await settingsReader(options))();
      exit(inject({ files: filename, cluster, settings, namespace, output, isQuiet: quiet }, terminal));
    });
}

const INJECT_EXAMPLES = `
Examples:
  $ model-express-injector inject -f worker.yaml --cluster cluster.yaml -o diff
  $ model-express-injector inject -f graph.yaml -o diff
  $ kubectl get pod worker -o yaml | model-express-injector inject -f - --cluster cluster.yaml
  $ model-express-injector inject -f worker.yaml --default-url http://model-express.inference.svc:8001 -o patch`;
