import type { ControllerPart } from "../cluster/reconcile/controller-part.ts";
import { followSettings, type SettingsFile } from "../configuration/followed-settings.ts";
import type { Settings } from "../injection/settings.ts";
import { type PodsOptions, startPods } from "../pods/reconcile/start-pods.ts";

export interface ObservePodsOptions extends Omit<PodsOptions, "settings"> {
  readonly settings: Settings | SettingsFile;
}

/** Observes pods with the current settings, which follow their file. */
export function observePods({ settings, ...options }: ObservePodsOptions): ControllerPart {
  const followed = followSettings(settings, { onReload: () => undefined, log: options.log });
  const part = startPods({ ...options, settings: () => followed.current() });
  return {
    waitingFor: () => part.waitingFor(),
    async close() {
      followed.close();
      await part.close();
    },
  };
}
