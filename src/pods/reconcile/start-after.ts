import type { ControllerPart } from "../../cluster/reconcile/controller-part.ts";

const LOOK_AGAIN_MS = 200;

/** Starts a part as soon as the part that it depends on is ready. Closes both. */
export function startAfter(needed: ControllerPart, start: () => ControllerPart): ControllerPart {
  let part: ControllerPart | undefined;
  const timer = setInterval(() => {
    if (needed.waitingFor().length > 0) return;
    clearInterval(timer);
    part = start();
  }, LOOK_AGAIN_MS);
  return {
    waitingFor: () => part?.waitingFor() ?? ["pods", ...needed.waitingFor()],
    async close() {
      clearInterval(timer);
      await Promise.all([part?.close(), needed.close()]);
    },
  };
}
