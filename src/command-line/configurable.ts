import { type Command, Option } from "@commander-js/extra-typings";
import type { ConfigText } from "../configuration/config.ts";
import { CONFIG_OPTIONS, toFlag, toVariable } from "../configuration/options.ts";
import type { Settings } from "../injection/settings.ts";

/** Adds `--config`, and a flag with its environment variable for each configuration option. */
export function configurable<C extends Command>(command: C): C {
  command.option("--config <file>", "an InjectorConfiguration; flags and environment variables take precedence");
  for (const { key, value, help } of CONFIG_OPTIONS) {
    command.addOption(new Option(`--${toFlag(key)} <${value.toLowerCase()}>`, help).env(toVariable(key)));
  }
  return command;
}

/**
 * What builds the settings from the flags of a command. Imported lazily: a command that only prints its help reads no
 * configuration.
 */
export async function settingsReader(options: object): Promise<(installed?: ConfigText) => Settings> {
  const { settingsFrom } = await import("./settings-from.ts");
  return (installed) => settingsFrom(options, installed);
}
