import type { Logger } from "pino";
import { type ReloadResult, reloadOnChange } from "../files/reload-on-change.ts";
import type { Settings } from "../injection/settings.ts";

/** Settings that a file has a say in: they are read again when it changes. */
export interface SettingsFile {
  readonly file: string;
  /** As the flags, the environment and the file say now. Throws when the file cannot be used. */
  readonly read: () => Settings;
}

export interface FollowingSettings {
  readonly onReload: (result: ReloadResult) => void;
  readonly log: Logger;
}

export interface FollowedSettings {
  /** Those in use. */
  current(): Settings;
  close(): void;
}

/** @throws what reading them throws, the first time */
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
