import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { ClaimRequest } from "../../adoption/claim-choice.ts";
import { GLOBAL } from "../../model-express/keys.ts";
import { dynamoNamespace, objectName } from "../arguments.ts";
import { connectOption } from "../choose-dialer.ts";
import { CONTEXT, KUBECONFIG, timeoutOption } from "../cluster-flags.ts";
import { settingsReader } from "../configurable.ts";
import { OUTPUTS } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";

export function buildAdoptCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return new Command("adopt")
    .description(
      "Register a running Model Express server as an instance: mark its Service, after checking that pods can use it.",
    )
    .argument("<service>", "of the Model Express", (text) => objectName(text.replace(/^(?:services?|svc)\//i, "")))
    .option("-n, --namespace <name>", "of the Service (default: the context's, or default)", objectName)
    .addOption(
      new Option(
        "--dynamo-namespace <name>",
        "the dynamo namespace that it serves (default: the graph that it belongs to)",
      ).argParser(dynamoNamespace),
    )
    .addOption(new Option("--global", "it serves every dynamo namespace").conflicts("dynamoNamespace"))
    .option(
      "--claim <name>",
      "the PersistentVolumeClaim with its models (default: the one that its pods mount)",
      objectName,
    )
    .addOption(new Option("--no-claim", "have pods stream their models, and mount no claim"))
    .option("--dry-run", "print what would change, and change nothing", false)
    .option("--force", "overwrite labels and annotations that others set differently", false)
    .addOption(
      new Option("--remove", "remove the labels and annotations that adopt set")
        .default(false)
        .conflicts(["dynamoNamespace", "global", "claim"]),
    )
    .addOption(connectOption())
    .option("--config <file>", "the injector's configuration (default: the one that is installed)")
    .addOption(new Option("-o, --output <format>", "what to print").choices(OUTPUTS).default("text" as const))
    .addOption(KUBECONFIG)
    .addOption(CONTEXT)
    .addOption(timeoutOption(60))
    .addHelpText("after", ADOPT_EXAMPLES)
    .action(async (service, options) => {
      const { adopt } = await import("./adopt.ts");
      const scope = options.global === true ? GLOBAL : options.dynamoNamespace;
      const readSettings = await settingsReader(options);
      exit(await adopt({ ...options, service, scope, claim: claimWish(options.claim), readSettings }, terminal));
    });
}

function claimWish(claim: string | boolean | undefined): ClaimRequest {
  if (claim === false) return { kind: "none" };
  return typeof claim === "string" ? { kind: "named", name: claim } : { kind: "found" };
}

const ADOPT_EXAMPLES = `
Examples:
  $ model-express-injector adopt modelexpress -n inference --dynamo-namespace inference-vllm-agg --dry-run
  $ model-express-injector adopt modelexpress -n platform --global
  $ model-express-injector adopt modelexpress -n inference --remove`;
