import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { objectName } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";

const OUTPUTS = ["yaml", "json", "diff"] as const;

export function buildGraphCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return new Command("graph")
    .description(
      "Write the Model Express of a DynamoGraphDeployment so that kubectl can apply it: a service or component of type " +
        "ModelExpress, or a member ModelExpress, becomes an annotation. Other objects are not changed.",
    )
    .requiredOption("-f, --filename <file...>", "manifests to change; - for standard input")
    .option("-n, --namespace <name>", "for graphs that name none", objectName, "default")
    .addOption(new Option("-o, --output <format>", "what to print").choices(OUTPUTS).default("yaml" as const))
    .option("-q, --quiet", "print only problems on standard error", false)
    .addHelpText("after", EXAMPLES)
    .action(async ({ filename, namespace, output, quiet }) => {
      const { graph } = await import("./graph.ts");
      exit(graph({ files: filename, namespace, output, isQuiet: quiet }, terminal));
    });
}

const EXAMPLES = `
Examples:
  $ model-express-injector graph -f graph.yaml -o diff
  $ model-express-injector graph -f graph.yaml | kubectl apply -f -`;
