import { CommanderError } from "@commander-js/extra-typings";
import { ManifestError } from "@model-express-injector/yaml-weaving/manifest-error.ts";
import { EXIT, Failure } from "./command-line/failure.ts";
import { processTerminal } from "./command-line/terminal.ts";
import { ConfigError } from "./configuration/config.ts";
import { buildProgram } from "./program.ts";

const terminal = processTerminal();

try {
  await buildProgram(terminal, (code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Prints an error that the user can fix as one sentence. Anything else is a bug and keeps its stack. */
function exitCodeOf(error: unknown): number {
  // Commander has printed its own message. Asking for help or the version is not an error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const known = error instanceof Failure || error instanceof ManifestError || error instanceof ConfigError;
  if (!known) throw error;
  terminal.err(`error: ${error.message}\n`);
  if (error instanceof Failure) return error.exitCode;
  return error instanceof ConfigError ? EXIT.usage : EXIT.failed;
}
