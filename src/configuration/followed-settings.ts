import type { Logger } from "pino";
import { type ReloadResult, reloadOnChange } from "../files/reload-on-change.ts";
import type { Settings } from "../injection/settings.ts";

/** Settings from a file, reloaded when it changes. */
export interface SettingsFile {
  readonly file: string;
  /** Reads the flags, the environment and the file. Throws if the file is unusable. */
  readonly read: () => Settings;
}

export interface FollowingSettings {
  readonly onReload: (result: ReloadResult) => void;
  readonly log: Logger;
}

export interface FollowedSettings {
  /** The settings in use. */
  current(): Settings;
  close(): void;
}

/** @throws the error of the first read */
export function followSettings(settings: Settings | SettingsFile, following: FollowingSettings): FollowedSettings {
  if (!("read" in settings)) return { current: () => settings, close() {} };
  const { file, read } = settings;
  const { onReload: onResult, log } = following;
  const use = (next: Settings): void => {
    current = next;
  };
  const watch = reloadOnChange({ what: "the configuration", files: [file], read, use, onResult, log });
  let current = read();
  return { current: () => current, close: () => watch.close() };
}
