import { type ConfigText, loadConfig } from "../configuration/config.ts";
import { CONFIG_OPTIONS, toFlag, toVariable } from "../configuration/options.ts";
import { readMountedScript } from "../configuration/pull-script.ts";
import { toSettings } from "../configuration/to-settings.ts";
import type { Settings } from "../injection/settings.ts";

/**
 * Builds the settings from the flags, the environment and the file of a configurable command.
 *
 * @param installed replaces the file if none is given
 */
export function settingsFrom(options: object, installed?: ConfigText): Settings {
  const given = new Map(Object.entries(options));
  const overrides = CONFIG_OPTIONS.flatMap(({ key }) => {
    const text = given.get(camelCase(toFlag(key)));
    return typeof text === "string" ? [[key, text] as const] : [];
  });
  const file = given.get("config");
  const config = loadConfig(
    typeof file === "string" ? file : installed,
    Object.fromEntries(overrides),
    nameOrigin(overrides),
  );
  const script = readMountedScript();
  return toSettings(config, script.text, script);
}

/** A variable with the text of its flag is as wrong as that. */
function nameOrigin(overrides: readonly (readonly [string, string])[]): (key: string) => string {
  const texts = new Map(overrides);
  return (key) => (process.env[toVariable(key)] === texts.get(key) ? toVariable(key) : `--${toFlag(key)}`);
}

/** Commander's key of a flag. */
function camelCase(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
