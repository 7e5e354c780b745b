import { Command, type CommandUnknownOpts, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { LOAD_LIMITS } from "../../admission/load.ts";
import { TLS_VERSIONS } from "../../certificates/tls-versions.ts";
import { isSubdomain } from "../../kubernetes/names.ts";
import { GRAPH_USES } from "../../processes/graph-use.ts";
import { SCRIPT_READINGS } from "../../processes/webhook-options.ts";
import { HTTPS_PORT, OPERATIONS_PORT } from "../../well-known.ts";
import { port, positive, seconds } from "../arguments.ts";
import { configurable, settingsReader } from "../configurable.ts";
import { LOG_LEVELS } from "../log-levels.ts";
import type { Terminal } from "../terminal.ts";

export function buildWebhookCommand(terminal: Terminal): CommandUnknownOpts {
  return configurable(new Command("webhook"))
    .description("Serve admission reviews over HTTPS (POST /mutate), with probes and metrics on a plain port.")
    .option("--kubeconfig <file>", "how to reach the API server (default: $KUBECONFIG, ~/.kube/config, in-cluster)")
    .option("--cluster <file...>", "manifests that replace the API server; reloaded when they change", [])
    .option(
      "--tls-dir <directory>",
      "tls.crt and tls.key; reloaded when they change (with --cluster: created in memory)",
    )
    .addOption(new Option("--tls-min-version <version>", "least TLS").choices(TLS_VERSIONS).default("1.3" as const))
    .addOption(
      new Option("--graphs <what>", "whether declarations in graphs count before their Service exists")
        .choices(GRAPH_USES)
        .default("ignore" as const),
    )
    .addOption(
      new Option("--pull-scripts <what>", "whether pods mount the pull script from the controller's ConfigMaps")
        .choices(SCRIPT_READINGS)
        .default("ignore" as const),
    )
    .option(
      "--gate-lease <namespace/name>",
      "the Lease of the controller that removes scheduling gates (default: no gates are added)",
      leaseName,
    )
    .option("--client-ca <file>", "CAs that may sign the caller's certificate; reloaded when the file changes")
    .option("--client-name <name...>", "common names that the caller's certificate may have (default: any)", [])
    .option(
      "--max-in-flight <number>",
      "reviews at once; more are admitted unchanged",
      positive,
      LOAD_LIMITS.mostInFlight,
    )
    .option("--host <address>", "address to listen on", "0.0.0.0")
    .option("--port <number>", "HTTPS port, 0 for any", port, HTTPS_PORT)
    .option(
      "--operations-port <number>",
      "plain HTTP port of /livez, /readyz and /metrics, 0 for any",
      port,
      OPERATIONS_PORT,
    )
    .option("--drain <seconds>", "keep serving after SIGTERM, while callers switch to other replicas", seconds, 5)
    .addOption(new Option("--log-level <level>", "minimum log level").choices(LOG_LEVELS).default("info" as const))
    .addHelpText("after", WEBHOOK_EXAMPLES)
    .action(async (options) => {
      const { webhook } = await import("./webhook.ts");
      await webhook({ ...options, readSettings: await settingsReader(options) }, terminal);
    });
}

const WEBHOOK_EXAMPLES = `
Examples:
  $ model-express-injector webhook --cluster cluster.yaml --host 127.0.0.1
  $ curl -sk https://127.0.0.1:8443/mutate -H 'content-type: application/json' -d @admission-review.json
  $ model-express-injector webhook --tls-dir tls --kubeconfig ~/.kube/config
  $ model-express-injector webhook --tls-dir /etc/model-express-injector/tls --config /etc/model-express-injector/config.yaml`;

function leaseName(text: string): { readonly namespace: string; readonly name: string } {
  const [namespace = "", name = "", ...rest] = text.split("/");
  if (isSubdomain(namespace) && isSubdomain(name) && rest.length === 0) return { namespace, name };
  throw new InvalidArgumentError("expected namespace/name");
}
