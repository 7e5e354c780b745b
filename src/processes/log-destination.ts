import { write } from "node:fs";

/** Maximum characters that wait to be written. Further lines are dropped. */
const MOST_WAITING = 1024 * 1024;
/** Milliseconds between attempts while a pipe is full. */
const RETRY_MS = 100;
/** Milliseconds after a write in which further lines are collected: a write of its own costs more than its line. */
const COLLECT_MS = 20;
/** C1 controls, line separators and bidirectional marks, which JSON leaves unescaped and terminals interpret. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Writes JSON lines to a file descriptor without ever blocking: with a full disk or a slow reader, lines are dropped
 * and the process continues. The number of dropped lines is logged when writing works again.
 */
export class LogDestination {
  readonly #descriptor: number;
  readonly #idle = new Set<() => void>();
  #waiting = "";
  #lost = 0;
  #isWriting = false;
  /** Ends the collection. */
  #collecting: NodeJS.Timeout | undefined;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    if (this.#waiting.length + line.length > MOST_WAITING) {
      this.#lost++;
      return;
    }
    this.#waiting += line.replace(UNSAFE, escaped);
    if (!this.#isWriting && this.#collecting === undefined) this.#writeWaiting();
  }

  /** Resolves when everything is written, or after `milliseconds`. */
  async flush(milliseconds: number): Promise<void> {
    if (this.#collecting !== undefined) this.#endCollecting();
    if (!this.#isWriting) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#idle.add(resolve);
    await promise;
    this.#idle.delete(resolve);
    clearTimeout(timer);
  }

  #writeWaiting(): void {
    if (this.#waiting === "") {
      this.#isWriting = false;
      for (const resolve of this.#idle) resolve();
      return;
    }
    const chunk = Buffer.from(this.#waiting);
    this.#waiting = "";
    this.#isWriting = true;
    this.#writeChunk(chunk);
  }

  #writeChunk(chunk: Buffer): void {
    write(this.#descriptor, chunk, (error, written) => {
      if (error?.code === "EAGAIN") setTimeout(() => this.#writeChunk(chunk), RETRY_MS);
      else if (error !== null) this.#lose(chunk);
      else if (written < chunk.length) this.#writeChunk(chunk.subarray(written));
      else this.#written();
    });
  }

  #lose(chunk: Buffer): void {
    this.#lost += chunk.toString("latin1").split("\n").length - 1;
    this.#writeWaiting();
  }

  #written(): void {
    const lost = this.#lost;
    this.#lost = 0;
    if (lost > 0) this.#waiting = `${lineAbout(lost)}${this.#waiting}`;
    if (this.#idle.size > 0) this.#writeWaiting();
    else this.#collect();
  }

  #collect(): void {
    this.#isWriting = false;
    this.#collecting = setTimeout(() => this.#endCollecting(), COLLECT_MS);
  }

  #endCollecting(): void {
    clearTimeout(this.#collecting);
    this.#collecting = undefined;
    this.#writeWaiting();
  }
}

function lineAbout(lost: number): string {
  return `${JSON.stringify({ level: "warn", time: new Date().toISOString(), lost, msg: "log lines were dropped" })}\n`;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
