import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { objectName } from "../arguments.ts";
import { connectOption } from "../choose-dialer.ts";
import { CONTEXT, KUBECONFIG, timeoutOption } from "../cluster-flags.ts";
import { settingsReader } from "../configurable.ts";
import { EXIT, Failure } from "../failure.ts";
import { CLUSTER_HELP, FILES_HELP, NO_CLUSTER_ASKED } from "../manifests/flags.ts";
import { OUTPUTS } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";

export function buildCheckCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return new Command("check")
    .description(
      "Look at a cluster: the registration, certificates, instances, and the pods that were missed. With -f, check " +
        "manifests without a cluster, as in CI: what is pulled, what stays online and why, what is unknown.",
    )
    .option("-f, --filename <file...>", FILES_HELP)
    .option("--cluster <file...>", `with -f: ${CLUSTER_HELP}`, [])
    .option("--strict", "with -f: any warning is a problem", false)
    .option(
      "-n, --namespace <name>",
      "instances and pods of this namespace only (default: of all); with -f: for objects that name none",
      objectName,
    )
    .option("-a, --all", "also list what is as expected", false)
    .addOption(new Option("-q, --quiet", "print problems only").default(false).conflicts("all"))
    .addOption(new Option("-A, --all-namespaces", "instances and pods of all namespaces").conflicts("namespace"))
    .addOption(connectOption())
    .option("--config <file>", "the injector's configuration (default: the one that is installed)")
    .addOption(new Option("-o, --output <format>", "what to print").choices(OUTPUTS).default("text" as const))
    .addOption(KUBECONFIG)
    .addOption(CONTEXT)
    .addOption(timeoutOption(120))
    .addHelpText("after", CHECK_EXAMPLES)
    .action(async (options, command) => {
      const { filename: files, cluster, strict: isStrict, namespace = "default", output } = options;
      const isReaching = ["kubeconfig", "context", "connect"].some((name) => isGiven(command, name));
      if (files !== undefined && isReaching) throw new Failure(NO_CLUSTER_ASKED, EXIT.usage);
      const readSettings = await settingsReader(options);
      if (files !== undefined) {
        const { checkManifests } = await import("./check-manifests.ts");
        const settings = readSettings();
        return exit(checkManifests({ files, cluster, settings, namespace, isStrict, output }, terminal));
      }
      if (cluster.length > 0 || isStrict) throw new Failure(ONLY_WITH_FILES, EXIT.usage);
      const { check } = await import("./check.ts");
      exit(await check({ ...options, readSettings }, terminal));
    });
}

/** Whether a flag is on the command line. */
function isGiven(command: CommandUnknownOpts, name: string): boolean {
  return command.getOptionValueSource(name) === "cli";
}

const ONLY_WITH_FILES = "--cluster and --strict go with -f FILE: a cluster is checked as it is";

const CHECK_EXAMPLES = `
Exits with 3 when there is a problem, with 0 when there is none, and with 1 when the API server does not answer or lets
nothing be checked.

With -f, 3 means that a pod has no Model Express because of an error or a misspelt label, or names a model that is known
only at run time.

Examples:
  $ model-express-injector check
  $ model-express-injector check -f graph.yaml --cluster cluster.yaml
  $ helm template . | model-express-injector check -f - --strict
  $ model-express-injector check -n inference --connect none
  $ model-express-injector check -o json | jq '.instances[] | {service, serves, pods: (.pods | length)}'`;
