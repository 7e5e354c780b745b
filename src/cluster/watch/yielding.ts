import { setImmediate as nextTurn } from "node:timers/promises";

/** Of this size, an object takes less than a millisecond to read. */
const BYTES_PER_TURN = 16 * 1024;

/** Lets other work run between the objects of a list or a watch, which can arrive thousands at a time. */
export class Yielding {
  #bytes = 0;

  /** To be awaited after an object of so many bytes. */
  async after(bytes: number): Promise<void> {
    this.#bytes += bytes;
    if (this.#bytes < BYTES_PER_TURN) return;
    this.#bytes = 0;
    await nextTurn();
  }
}
