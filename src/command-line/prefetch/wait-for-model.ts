import { setTimeout as sleep } from "node:timers/promises";
import type { ModelExpress } from "../../deployment/model-express.ts";
import type { ModelStatus } from "../../deployment/model-express-status.ts";
import { KIND } from "../../deployment/model-express-type.ts";
import { formatModelName } from "../../prefetch/model-name.ts";
import { EXIT, Failure } from "../failure.ts";
import { PROGRAM } from "../format-command.ts";
import { formatBytes } from "../models/models-text.ts";
import { progressOn } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { lookAgain } from "./look-again.ts";

export interface Wait {
  readonly look: () => Promise<ModelExpress>;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
  /** The command that shows how it goes on. */
  readonly list: string;
  /** Default: the time itself. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** Milliseconds between two looks, and after one that failed. */
const LOOK_MS = 1000;
const FAILED_MS = 5000;

/** Waits until a pull of the model has ended. The end of an earlier pull is an answer, too. */
export async function waitForModel(model: string, wait: Wait): Promise<ModelStatus> {
  const { look, signal, terminal } = wait;
  const { pause = (milliseconds) => sleep(milliseconds, undefined, { signal }) } = wait;
  const began = performance.now();
  const progress = progressOn(terminal);
  const report = (sentence: string): void => progress.note(`${sentence}; waiting goes on`);
  let isSeen = false;
  try {
    for (;;) {
      const instance = await lookAgain({ look, pause: () => pause(FAILED_MS), report });
      const now = instance.status.models?.find((each) => formatModelName(each) === model);
      isSeen = now !== undefined;
      if (now?.phase === "Ready" || now?.phase === "Failed") return now;
      if (instance.spec.models?.includes(model) !== true) throw takenOff(instance, model);
      const seconds = Math.round((performance.now() - began) / 1000);
      progress.report(`${describeModel(model, now)}, ${seconds} s`);
      await pause(LOOK_MS);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    const text = isSeen
      ? `${model} is not in the cache yet; the controller goes on: ${wait.list}`
      : `${model} is listed, but the controller has not looked at it; does it run? ${PROGRAM} check`;
    throw new Failure(text, EXIT.failed, error);
  } finally {
    progress.end();
  }
}

export function describeModel(model: string, status: ModelStatus | undefined): string {
  if (status === undefined) return `${model}: waiting for the controller`;
  const size = status.bytes === undefined ? "" : `, ${formatBytes(status.bytes)}`;
  return `${model}: ${status.phase}${size}${status.message === undefined ? "" : ` (${status.message})`}`;
}

/** A graph or a repository of manifests owns the list, and writes it again. */
function takenOff({ namespace, name }: ModelExpress, model: string): Failure {
  const text =
    `${model} was taken off spec.models of ${KIND} ${namespace}/${name} by another writer: ` +
    "list it where that comes from, such as the annotation of its graph";
  return new Failure(text, EXIT.problem);
}
