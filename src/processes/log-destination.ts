import { write } from "node:fs";

/** Characters that wait to be written; what comes beyond that is lost. */
const MOST_WAITING = 1024 * 1024;
/** A pipe whose reader is slow, or gone for a moment, is tried again after this many milliseconds. */
const RETRY_MS = 100;
/** C1 controls, line separators, marks of direction: JSON leaves them as they are, and a terminal acts on them. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Writes lines of JSON to a file descriptor, and never waits for it: with a full disk, or a reader that does not read, lines
 * are lost and the process goes on. How many were lost is a line of its own once there is room again.
 */
export class LogDestination {
  readonly #descriptor: number;
  readonly #idle = new Set<() => void>();
  #waiting = "";
  #lost = 0;
  #isWriting = false;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    if (this.#waiting.length + line.length > MOST_WAITING) {
      this.#lost++;
      return;
    }
    this.#waiting += line.replace(UNSAFE, escaped);
    if (!this.#isWriting) this.#writeWaiting();
  }

  /** Resolves when all is written, or after so many milliseconds. */
  async flush(milliseconds: number): Promise<void> {
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
    this.#writeWaiting();
  }
}

function lineAbout(lost: number): string {
  return `${JSON.stringify({ level: 40, time: Date.now(), lost, msg: "log lines could not be written" })}\n`;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
