import type { Logger } from "pino";
import { ApiFailure, isAbsent } from "../api/api-failure.ts";
import type { Resource } from "./resource.ts";

/** Logs each change of a watch's state once, instead of at every retry. */
export class WatchHealth {
  readonly #log: Logger;
  readonly #name: string;
  readonly #isMinor: boolean;
  readonly #isOptional: boolean;
  #trouble: string | undefined;
  #isAbsent = false;

  constructor(log: Logger, { name, isMinor = false, onAbsent }: Resource) {
    this.#log = log;
    this.#name = name;
    this.#isMinor = isMinor;
    this.#isOptional = onAbsent !== undefined;
  }

  /** Whether the last attempt failed. The absence of an optional resource is not a failure. */
  get isFailing(): boolean {
    return this.#trouble !== undefined && !this.#isAbsent;
  }

  failed(error: unknown, pauseMilliseconds: number): void {
    const trouble = classifyError(error);
    this.#isAbsent = this.#isOptional && isAbsent(error);
    const isExpected = this.#isMinor || this.#isAbsent;
    const level = isExpected || this.#trouble === trouble ? "debug" : "warn";
    this.#trouble = trouble;
    const line = { watch: this.#name, error: describeError(error), retryInMs: Math.round(pauseMilliseconds) };
    this.#log[level](line, "watch failed; using its last state and retrying");
  }

  expired(): void {
    this.#log.debug({ watch: this.#name }, "the watch's resourceVersion has expired; listing again");
  }

  established(): void {
    const level = this.#isMinor ? "debug" : "info";
    if (this.#trouble !== undefined) this.#log[level]({ watch: this.#name }, "watch is established again");
    this.#trouble = undefined;
  }

  listed(objects: number, milliseconds: number): void {
    this.#log.debug({ watch: this.#name, objects, ms: Math.round(milliseconds) }, "watch has listed");
  }
}

/** Classifies a failure without its message, which contains times and addresses that change at each attempt. */
function classifyError(error: unknown): string {
  if (error instanceof ApiFailure) return String(error.status);
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.name : String(error);
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message || String("code" in error ? error.code : error.name) : String(error);
}
