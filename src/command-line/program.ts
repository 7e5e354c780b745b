import { Command, type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { LOAD_LIMITS } from "../admission/load.ts";
import { TLS_VERSIONS } from "../certificates/tls-policy.ts";
import { EmbeddedDirectory } from "../cluster/embedded-directory.ts";
import { loadConfig, settingsOf } from "../config.ts";
import { CONFIG_OPTIONS, flagOf, variableOf } from "../config-options.ts";
import { CERTIFICATE_KEEPERS } from "../controller.ts";
import { parseDuration } from "../injection/duration.ts";
import type { Settings } from "../injection/settings.ts";
import { readPullScript } from "../pull-script.ts";
import { version } from "../version.ts";
import { controller } from "./controller.ts";
import { demo } from "./demo.ts";
import { EXPLAIN_OUTPUTS, explain } from "./explain.ts";
import { EXIT } from "./failure.ts";
import { INJECT_OUTPUTS, inject } from "./inject.ts";
import type { Terminal } from "./terminal.ts";
import { LOG_LEVELS, webhook } from "./webhook.ts";

/** The command line. Each subcommand ends in one function; its exit code goes to `exit`. */
export function buildProgram(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  const program = new Command("model-express-injector")
    .description("Gives every NVIDIA Dynamo pod its Model Express.")
    .version(version, "-V, --version")
    .showHelpAfterError("(add --help for usage and examples)")
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .addHelpText("after", EXIT_CODES)
    .exitOverride();
  for (const command of [webhookCommand, controllerCommand, injectCommand, explainCommand, demoCommand]) {
    program.addCommand(command(terminal, exit).copyInheritedSettings(program));
  }
  return program;
}

const EXIT_CODES = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} a file or server failed, ${EXIT.usage} wrong usage or configuration,
            ${EXIT.problem} a pod was left unchanged because its manifests are wrong.`;

function injectCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  const command = configurable(new Command("inject"))
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
  return command;
}

const INJECT_EXAMPLES = `
Examples:
  $ model-express-injector inject -f worker.yaml --cluster cluster.yaml -o diff
  $ kubectl get pod worker -o yaml | model-express-injector inject -f - --cluster cluster.yaml
  $ model-express-injector inject -f worker.yaml --default-url http://model-express.inference.svc:8001 -o patch`;

function explainCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  const command = configurable(new Command("explain"))
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
  return command;
}

const EXPLAIN_EXAMPLES = `
Examples:
  $ model-express-injector explain -f worker.yaml --cluster cluster.yaml
  $ kubectl get deploy vllm-agg -o yaml | model-express-injector explain -f - --cluster cluster.yaml -o json`;

function webhookCommand(terminal: Terminal): CommandUnknownOpts {
  const command = configurable(new Command("webhook"))
    .description("Serve admission reviews over HTTPS (POST /mutate), with probes and metrics on a plain port.")
    .option("--kubeconfig <file>", "how to reach the API server (default: $KUBECONFIG, ~/.kube/config, in-cluster)")
    .option("--cluster <file...>", "manifests that take the place of the API server; read again when they change", [])
    .option(
      "--tls-dir <directory>",
      "tls.crt and tls.key; read again when they change (with --cluster: made in memory)",
    )
    .addOption(new Option("--tls-min-version <version>", "least TLS").choices(TLS_VERSIONS).default("1.3" as const))
    .option(
      "--client-ca <file>",
      "CAs, one of which must have signed the caller's certificate; read again when it changes",
    )
    .option("--client-name <name...>", "common names that the caller's certificate may have (default: any)", [])
    .option(
      "--max-in-flight <number>",
      "reviews at once; more are admitted unchanged",
      positive,
      LOAD_LIMITS.mostInFlight,
    )
    .option("--host <address>", "address to listen on", "0.0.0.0")
    .option("--port <number>", "HTTPS port, 0 for any", port, 8443)
    .option("--operations-port <number>", "plain HTTP port of /livez, /readyz and /metrics, 0 for any", port, 9402)
    .option("--drain <seconds>", "go on serving after SIGTERM, while callers turn elsewhere", seconds, 5)
    .addOption(
      new Option("--log-level <level>", "least level of a log line").choices(LOG_LEVELS).default("info" as const),
    )
    .addHelpText("after", WEBHOOK_EXAMPLES)
    .action((options) => webhook({ ...options, readSettings: () => settingsFrom(options) }, terminal));
  return command;
}

const WEBHOOK_EXAMPLES = `
Examples:
  $ model-express-injector webhook --cluster cluster.yaml --host 127.0.0.1
  $ curl -sk https://127.0.0.1:8443/mutate -H 'content-type: application/json' -d @admission-review.json
  $ model-express-injector webhook --tls-dir tls --kubeconfig ~/.kube/config
  $ model-express-injector webhook --tls-dir /etc/model-express-injector/tls --config /etc/model-express-injector/config.yaml`;

function controllerCommand(): CommandUnknownOpts {
  return new Command("controller")
    .description("Keep what the webhook needs in the cluster: its CA, its serving certificate, and the caBundle.")
    .option("--kubeconfig <file>", "how to reach the API server (default: $KUBECONFIG, ~/.kube/config, in-cluster)")
    .option("--name <name>", "of the webhook's Service and MutatingWebhookConfiguration", "model-express-injector")
    .addOption(new Option("--namespace <name>", "where the webhook runs").env("POD_NAMESPACE"))
    .addOption(
      new Option("--certificates <keeper>", "who keeps the certificates; none: something else does")
        .choices(CERTIFICATE_KEEPERS)
        .default("self-managed" as const),
    )
    .option("--webhook-pods <selector>", "label selector of the webhook's pods", "app.kubernetes.io/component=webhook")
    .addOption(
      new Option("--ca-lifetime <duration>", "validity of a new CA, which is renewed after two thirds")
        .argParser(duration)
        .default(365 * DAY_SECONDS, "8760h"),
    )
    .addOption(
      new Option("--certificate-lifetime <duration>", "validity of a new serving certificate, as above")
        .argParser(duration)
        .default(90 * DAY_SECONDS, "2160h"),
    )
    .option("--host <address>", "address to listen on", "0.0.0.0")
    .option("--operations-port <number>", "plain HTTP port of /livez, /readyz and /metrics, 0 for any", port, 9402)
    .addOption(
      new Option("--log-level <level>", "least level of a log line").choices(LOG_LEVELS).default("info" as const),
    )
    .addHelpText("after", CONTROLLER_EXAMPLES)
    .action((options) => controller(options));
}

const DAY_SECONDS = 86_400;

const CONTROLLER_EXAMPLES = `
Examples:
  $ model-express-injector controller --namespace model-express-injector --kubeconfig ~/.kube/config
  $ model-express-injector controller --namespace model-express-injector --certificates none`;

function demoCommand(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  return new Command("demo")
    .description("Show the webhook at work on an embedded cluster: a Dynamo worker gets its Model Express.")
    .action(async () => exit(await demo(terminal)));
}

/** Adds `--config` and a flag with its environment variable for each option of the configuration. */
function configurable<C extends Command>(command: C): C {
  command.option("--config <file>", "an InjectorConfiguration; flags and environment variables beat it");
  for (const { key, value, help } of CONFIG_OPTIONS) {
    command.addOption(new Option(`--${flagOf(key)} <${value.toLowerCase()}>`, help).env(variableOf(key)));
  }
  return command;
}

function settingsFrom(options: object): Settings {
  const given = new Map(Object.entries(options));
  const overrides = CONFIG_OPTIONS.flatMap(({ key }) => {
    const text = given.get(camelCase(flagOf(key)));
    return typeof text === "string" ? [[key, text] as const] : [];
  });
  const file = given.get("config");
  const config = loadConfig(typeof file === "string" ? file : undefined, Object.fromEntries(overrides));
  return settingsOf(config, readPullScript());
}

/** Commander's own key for a flag. */
function camelCase(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw new InvalidArgumentError("expected a duration such as 2160h");
  return seconds;
}

function seconds(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError("expected whole seconds, 0 to 999");
  return Number(text);
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("expected a whole number, 1 to 999999");
  return Number(text);
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError("expected a port number, 0 to 65535");
  return number;
}
