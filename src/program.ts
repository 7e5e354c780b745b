import { Argument, Command, CommanderError, type CommandUnknownOpts, Help, Option } from "@commander-js/extra-typings";
import { ManifestError } from "@model-express-injector/yaml-weaving/manifest-error.ts";
import { buildAdoptCommand } from "./command-line/adopt/adopt-command.ts";
import { buildCheckCommand } from "./command-line/check/check-command.ts";
import { buildCompletionCommand } from "./command-line/completion/completion-command.ts";
import { buildControllerCommand } from "./command-line/controller/controller-command.ts";
import { buildDemoCommand } from "./command-line/demo/demo-command.ts";
import { buildExplainCommand } from "./command-line/explain/explain-command.ts";
import { EXIT, Failure } from "./command-line/failure.ts";
import { describeFileProblem } from "./command-line/file-problem.ts";
import { PROGRAM } from "./command-line/format-command.ts";
import { buildGraphCommand } from "./command-line/graph/graph-command.ts";
import { buildInjectCommand } from "./command-line/inject/inject-command.ts";
import { buildModelsCommand } from "./command-line/models/models-command.ts";
import { buildPrefetchCommand } from "./command-line/prefetch/prefetch-command.ts";
import { suggestCommand } from "./command-line/suggest-command.ts";
import type { Terminal } from "./command-line/terminal.ts";
import { buildWebhookCommand } from "./command-line/webhook/webhook-command.ts";
import { ConfigError } from "./configuration/config-error.ts";
import { version } from "./version.ts";

/**
 * Builds the command line. Each subcommand passes its exit code to `exit`.
 *
 * @param args for suggestions about them
 */
export function buildProgram(
  terminal: Terminal,
  exit: (code: number) => void,
  args: readonly string[] = [],
): CommandUnknownOpts {
  const program = new Command(PROGRAM)
    .description("Gives every NVIDIA Dynamo pod its Model Express.")
    .version(version, "-v, --version")
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) =>
        write(`${onOneLine(text)}${suggestCommand(args, namesOf(program))} (add --help for usage and examples)\n`),
    })
    .configureHelp({ optionDescription: describeOption })
    .addHelpText("after", EXIT_CODES)
    .allowExcessArguments()
    .hook("preAction", (_, command) => refuseMore(command))
    .exitOverride();
  for (const command of COMMANDS) {
    program.addCommand(command(terminal, exit).copyInheritedSettings(program));
  }
  program
    .command("version")
    .description("Print the version.")
    .action(() => terminal.out(`${version}\n`));
  program.addCommand(helpCommand(program));
  program.addOption(new Option("-V").hideHelp()).on("option:V", () => {
    terminal.out(`${version}\n`);
    throw new CommanderError(0, "commander.version", version);
  });
  return program;
}

function namesOf(program: CommandUnknownOpts): readonly string[] {
  return program.commands.map((command) => command.name());
}

/** Commander's own prints the help of the whole program for an unknown name. */
function helpCommand(program: CommandUnknownOpts): CommandUnknownOpts {
  return new Command("help")
    .copyInheritedSettings(program)
    .description("Print the help of a command.")
    .addArgument(new Argument("[command]", "such as check").choices([...namesOf(program), "help"]))
    .argument("[more...]", "is not read: explain pod is a part of explain")
    .action((name, _more, _options, help) => {
      const found = program.commands.find((command) => command.name() === name && command !== help);
      (found ?? (name === undefined ? program : help)).help();
    });
}

/** Names the words that a command does not take; Commander only counts them. */
function refuseMore(command: CommandUnknownOpts): void {
  const { registeredArguments: taken, args } = command;
  if (args.length <= taken.length || taken.at(-1)?.variadic === true) return;
  const many = taken.length === 0 ? "no argument" : taken.length === 1 ? "one argument" : `${taken.length} arguments`;
  const more = args.map((word) => `"${word}"`);
  command.error(`error: too many arguments: ${command.name()} takes ${many}, but got ${more.join(" ")}`);
}

/** An error is one line, so that the last line of a container's log is all of it. */
function onOneLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "")
    .join(" ")
    .replace(" is invalid. expected ", " is invalid: expected ");
}

/** Without the defaults of flags that are off or name nothing. */
function describeOption(this: Help, option: Option): string {
  return Help.prototype.optionDescription.call(this, option).replace(/ ?\(default: (?:false|\[\])\)/, "");
}

/**
 * Runs the command line. Prints errors that the user can fix as one sentence, without a stack. Returns the exit code.
 *
 * @param args without the program's name
 * @throws any other error, which is a bug
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.ok;
  const exit = (code: number): void => {
    exitCode = code;
  };
  try {
    await buildProgram(terminal, exit, args).parseAsync([...args], { from: "user" });
  } catch (error) {
    return chooseExitCode(error, terminal);
  }
  return exitCode;
}

function chooseExitCode(error: unknown, terminal: Terminal): number {
  // Commander has printed its own message. Asking for help or the version is not an error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const isKnown = error instanceof Failure || error instanceof ManifestError || error instanceof ConfigError;
  if (!isKnown) return reportUnexpected(error, terminal);
  terminal.err(`error: ${error.message}\n`);
  if (error instanceof Failure) return error.exitCode;
  return error instanceof ConfigError ? EXIT.usage : EXIT.failed;
}

/** @throws an error that is a bug, and not one of a file */
function reportUnexpected(error: unknown, terminal: Terminal): number {
  const problem = describeFileProblem(error);
  if (problem === undefined) throw error;
  terminal.err(`error: ${problem}\n`);
  return EXIT.failed;
}

const COMMANDS = [
  buildWebhookCommand,
  buildControllerCommand,
  buildInjectCommand,
  buildExplainCommand,
  buildCheckCommand,
  buildAdoptCommand,
  buildModelsCommand,
  buildPrefetchCommand,
  buildGraphCommand,
  buildDemoCommand,
  buildCompletionCommand,
];

const EXIT_CODES = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} a file or server failed, ${EXIT.usage} wrong usage or configuration,
            ${EXIT.problem} a problem in the manifests or the cluster: a pod lacks its Model Express, or the
              object or namespace that is named does not exist.`;
