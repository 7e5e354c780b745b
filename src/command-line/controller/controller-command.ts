import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { CERTIFICATE_MODES, MODEL_EXPRESS_USES, POD_USES, SCRIPT_USES } from "../../processes/controller-options.ts";
import { GRAPH_USES } from "../../processes/graph-use.ts";
import { OPERATIONS_PORT } from "../../well-known.ts";
import { duration, labelSelector, objectName, objectNames, port } from "../arguments.ts";
import { configurable, settingsReader } from "../configurable.ts";
import { LOG_LEVELS } from "../log-levels.ts";

export function buildControllerCommand(): CommandUnknownOpts {
  return configurable(new Command("controller"))
    .description(
      "Manage the webhook's certificates and its registration's caBundle, deploy ModelExpress objects, and report pods that lack something.",
    )
    .option("--kubeconfig <file>", "how to reach the API server (default: $KUBECONFIG, ~/.kube/config, in-cluster)")
    .option(
      "--name <name>",
      "of the webhook's Service and MutatingWebhookConfiguration",
      objectName,
      "model-express-injector",
    )
    .addOption(new Option("--namespace <name>", "where the webhook runs").env("POD_NAMESPACE").argParser(objectName))
    .addOption(
      new Option("--certificates <reconciler>", "what manages the certificates; none: something else does")
        .choices(CERTIFICATE_MODES)
        .default("self-managed" as const),
    )
    .addOption(
      new Option("--model-express <what>", "what to do about ModelExpress objects")
        .choices(MODEL_EXPRESS_USES)
        .default("deploy" as const),
    )
    .addOption(
      new Option("--graphs <what>", "what to do about declarations in DynamoGraphDeployments")
        .choices(GRAPH_USES)
        .default("follow" as const),
    )
    .addOption(
      new Option("--pods <what>", "whether to write Events about pods and to count their pulls")
        .choices(POD_USES)
        .default("observe" as const),
    )
    .addOption(
      new Option("--pull-scripts <what>", "whether to write the pull script to ConfigMaps, so that pods are smaller")
        .choices(SCRIPT_USES)
        .default("write" as const),
    )
    .option(
      "--excluded-namespace <name...>",
      "labelled namespaces whose pods are not sent to the webhook",
      objectNames,
      [],
    )
    .addOption(
      new Option("--webhook-pods <selector>", "label selector of the webhook's pods")
        .argParser(labelSelector)
        .default("app.kubernetes.io/component=webhook"),
    )
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
    .option(
      "--operations-port <number>",
      "plain HTTP port of /livez, /readyz and /metrics, 0 for any",
      port,
      OPERATIONS_PORT,
    )
    .addOption(new Option("--log-level <level>", "minimum log level").choices(LOG_LEVELS).default("info" as const))
    .addHelpText("after", CONTROLLER_EXAMPLES)
    .action(async (options) => {
      const { controller } = await import("./controller.ts");
      await controller({ ...options, readSettings: await settingsReader(options) });
    });
}

const DAY_SECONDS = 86_400;

const CONTROLLER_EXAMPLES = `
Examples:
  $ model-express-injector controller --namespace model-express-injector --kubeconfig ~/.kube/config
  $ model-express-injector controller --namespace model-express-injector --certificates none`;
