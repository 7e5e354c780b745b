import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { objectName } from "../arguments.ts";
import { CONTEXT, KUBECONFIG, timeoutOption } from "../cluster-flags.ts";
import { OUTPUTS } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";

export function buildPrefetchCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return new Command("prefetch")
    .description("Add a model to spec.models of a ModelExpress, and wait until it is in the cache.")
    .argument("<model>", "org/name, or org/name@revision")
    .addOption(
      new Option("-n, --namespace <name>", "of the ModelExpress (default: the context's, or default)").argParser(
        objectName,
      ),
    )
    .addOption(
      new Option("--instance <name>", "the ModelExpress (default: the only one of the namespace)").argParser(
        objectName,
      ),
    )
    .addOption(new Option("--no-wait", "only add it"))
    .addOption(new Option("-o, --output <format>", "what to print").choices(OUTPUTS).default("text" as const))
    .addOption(KUBECONFIG)
    .addOption(CONTEXT)
    .addOption(timeoutOption(7200))
    .addHelpText("after", EXAMPLES)
    .action(async (model, options) => {
      const { prefetch } = await import("./prefetch.ts");
      exit(await prefetch({ ...options, model }, terminal));
    });
}

const EXAMPLES = `
Examples:
  $ model-express-injector prefetch Qwen/Qwen3-32B -n inference
  $ model-express-injector prefetch org/name@v1 -n inference --instance model-express --no-wait
Exits with 3 if the pull failed; the controller tries again all the same.`;
