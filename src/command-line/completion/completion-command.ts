import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Terminal } from "../terminal.ts";
import { completedCommands } from "./command-tree.ts";
import { completionScript, SHELLS } from "./scripts.ts";

export function buildCompletionCommand(terminal: Terminal): CommandUnknownOpts {
  return new Command("completion")
    .description("Print a script that completes commands, flags and values in a shell.")
    .addArgument(new Argument("<shell>", "whose script to print").choices(SHELLS))
    .addHelpText("after", COMPLETION_EXAMPLES)
    .action((shell, _options, command) => {
      const program = command.parent;
      if (program !== null) terminal.file(completionScript(shell, completedCommands(program)));
    });
}

const COMPLETION_EXAMPLES = `
Examples:
  $ source <(model-express-injector completion bash)
  $ model-express-injector completion zsh > "\${fpath[1]}/_model-express-injector"
  $ model-express-injector completion fish > ~/.config/fish/completions/model-express-injector.fish`;
