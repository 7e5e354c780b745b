import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { version } from "../version.ts";
import { adoptCommand } from "./adopt/adopt-command.ts";
import { checkCommand } from "./check/check-command.ts";
import { controllerCommand } from "./controller/controller-command.ts";
import { demoCommand } from "./demo/demo-command.ts";
import { explainCommand } from "./explain/explain-command.ts";
import { EXIT } from "./failure.ts";
import { graphCommand } from "./graph/graph-command.ts";
import { injectCommand } from "./inject/inject-command.ts";
import type { Terminal } from "./terminal.ts";
import { webhookCommand } from "./webhook/webhook-command.ts";

/** The command line. Each subcommand ends in one function; its exit code goes to `exit`. */
export function buildProgram(terminal: Terminal, exit: (code: number) => void): CommandUnknownOpts {
  const program = new Command("model-express-injector")
    .description("Gives every NVIDIA Dynamo pod its Model Express.")
    .version(version, "-V, --version")
    .showHelpAfterError("(add --help for usage and examples)")
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .addHelpText("after", EXIT_CODES)
    .exitOverride();
  for (const command of COMMANDS) {
    program.addCommand(command(terminal, exit).copyInheritedSettings(program));
  }
  return program;
}

const COMMANDS = [
  webhookCommand,
  controllerCommand,
  injectCommand,
  explainCommand,
  checkCommand,
  adoptCommand,
  graphCommand,
  demoCommand,
];

const EXIT_CODES = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} a file or server failed, ${EXIT.usage} wrong usage or configuration,
            ${EXIT.problem} something in the manifests or the cluster is wrong: a pod lacks its Model Express.`;
