import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { readLog } from "../../cluster/objects/read-log.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { PULL_NAME } from "../../model-express/pull-container.ts";
import { readPull } from "../../pod-outcome/pull.ts";

/** A log is a request to a node. Pods that wait for the same have the same cause. */
const MOST_LOGS = 20;
/** A server that starts beside its pods is away for a while. */
const PATIENCE_MS = 60_000;
/** Between two attempts are at most two lines of progress. */
const LINES = 4;

/** The logs of running pulls, which tell why one comes to nothing long before its deadline. */
export class PullLogs {
  readonly #reader: ObjectReader;
  #left = MOST_LOGS;

  constructor(reader: ObjectReader) {
    this.#reader = reader;
  }

  /**
   * Why a pull's attempts fail; `undefined` if none failed lately, if it has just started, or if its log is not read.
   *
   * @param now by the API server's clock, in milliseconds since the epoch
   */
  async whyRetrying(pod: JsonObject, now: number): Promise<string | undefined> {
    const pull = readPull(pod);
    const since = pull?.state === "running" ? pull.runningSince : undefined;
    if (this.#left === 0 || since === undefined || now - since < PATIENCE_MS) return undefined;
    this.#left -= 1;
    const lines = await readLog(this.#reader, pod, { container: PULL_NAME, lines: LINES });
    // Who may not read one may read none, and a node that does not answer costs seconds.
    if (lines === undefined) this.#left = 0;
    return lines?.flatMap((line) => causeIn(line) ?? []).at(-1);
  }
}

const ATTEMPT = ": attempt ";
const NEXT = " failed, the next is in ";
const CAUSE = " s: ";

/** Of `org/a: attempt 7 failed, the next is in 10 s: Connection refused`. */
function causeIn(line: string): string | undefined {
  const [before = "", after] = line.split(NEXT, 2);
  const start = after?.indexOf(CAUSE) ?? -1;
  return before.includes(ATTEMPT) && after !== undefined && start >= 0 ? after.slice(start + CAUSE.length) : undefined;
}
