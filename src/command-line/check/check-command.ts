import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { connectOption } from "../choose-dialer.ts";
import { CONTEXT, KUBECONFIG, timeoutOption } from "../cluster-flags.ts";
import { settingsFrom } from "../configurable.ts";
import { EXPLAIN_OUTPUTS } from "../explain/explain.ts";
import type { Terminal } from "../terminal.ts";
import { check } from "./check.ts";

export function checkCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return new Command("check")
    .description("Look at a cluster: the registration, certificates, instances, and the pods that were missed.")
    .option("-n, --namespace <name>", "instances and pods of this namespace only (default: all)")
    .option("-q, --quiet", "tell problems only", false)
    .addOption(connectOption())
    .option("--config <file>", "the injector's configuration (default: the one that is installed)")
    .addOption(new Option("-o, --output <format>", "what to print").choices(EXPLAIN_OUTPUTS).default("text" as const))
    .addOption(KUBECONFIG)
    .addOption(CONTEXT)
    .addOption(timeoutOption(120))
    .addHelpText("after", CHECK_EXAMPLES)
    .action(async (options) => {
      exit(await check({ ...options, readSettings: settingsFrom.bind(undefined, options) }, terminal));
    });
}

const CHECK_EXAMPLES = `
Exits with 3 when there is a problem, with 0 when there is none, and with 1 when the API server does not answer.

Examples:
  $ model-express-injector check
  $ model-express-injector check -n inference --connect none
  $ model-express-injector check -o json | jq '.instances[] | {service, serves, pods: (.pods | length)}'`;
