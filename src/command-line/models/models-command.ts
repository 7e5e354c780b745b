import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { objectName } from "../arguments.ts";
import { CONTEXT, KUBECONFIG, timeoutOption } from "../cluster-flags.ts";
import { OUTPUTS } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";

export function buildModelsCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return new Command("models")
    .description("List what ModelExpress objects have in their caches, what is incomplete, and which pods use it.")
    .argument("[instance]", "a ModelExpress (default: all of the namespace)", (text) =>
      objectName(text.replace(/^modelexpress(?:es)?\//i, "")),
    )
    .addOption(
      new Option("-n, --namespace <name>", "of the ModelExpress (default: the context's, or default)").argParser(
        objectName,
      ),
    )
    .addOption(new Option("-A, --all-namespaces", "those of all namespaces").default(false).conflicts("namespace"))
    .addOption(new Option("-o, --output <format>", "what to print").choices(OUTPUTS).default("text" as const))
    .addOption(KUBECONFIG)
    .addOption(CONTEXT)
    .addOption(timeoutOption(60))
    .addHelpText("after", EXAMPLES)
    .action(async (instance, options) => {
      const { models } = await import("./models.ts");
      exit(await models({ ...options, instance }, terminal));
    });
}

const EXAMPLES = `
Examples:
  $ model-express-injector models -n inference
  $ model-express-injector models model-express -n inference -o json
  $ model-express-injector models --all-namespaces
Exits with 3 if a pull failed.`;
