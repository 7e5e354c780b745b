import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EmbeddedDirectory } from "../../cluster/embedded-directory.ts";
import { configurable, settingsFrom } from "../configurable.ts";
import type { Terminal } from "../terminal.ts";
import { INJECT_OUTPUTS, inject } from "./inject.ts";

export function injectCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return configurable(new Command("inject"))
    .description("Make the webhook's change to manifests, offline: Pods, and pod templates in workloads and Lists.")
    .requiredOption("-f, --filename <file...>", "manifests to change; - for standard input")
    .option("--cluster <file...>", "manifests of the cluster: Services, PersistentVolumeClaims, Namespaces", [])
    .option("-n, --namespace <name>", "for objects that name none", "default")
    .addOption(new Option("-o, --output <format>", "what to print").choices(INJECT_OUTPUTS).default("yaml" as const))
    .option("-q, --quiet", "do not tell the decisions on standard error", false)
    .addHelpText("after", INJECT_EXAMPLES)
    .action((options) => {
      const { filename, cluster, namespace, output, quiet } = options;
      const directory = new EmbeddedDirectory(cluster);
      const settings = settingsFrom(options);
      exit(inject({ files: filename, directory, settings, namespace, output, isQuiet: quiet }, terminal));
    });
}

const INJECT_EXAMPLES = `
Examples:
  $ model-express-injector inject -f worker.yaml --cluster cluster.yaml -o diff
  $ kubectl get pod worker -o yaml | model-express-injector inject -f - --cluster cluster.yaml
  $ model-express-injector inject -f worker.yaml --default-url http://model-express.inference.svc:8001 -o patch`;
