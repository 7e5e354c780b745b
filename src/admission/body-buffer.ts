/**
 * Collects the pieces of a body in memory of its own. A piece of one byte keeps the buffer of 64 KiB that it was received
 * in, and takes a hundred bytes itself: kept as they are, the pieces of 3 MiB can take 400 MiB.
 */
export class BodyBuffer {
  #bytes = Buffer.alloc(0);
  #size = 0;
  #pieces = 0;

  get size(): number {
    return this.#size;
  }

  /** How many were appended. */
  get pieces(): number {
    return this.#pieces;
  }

  /** The memory that is taken, at most twice the size. */
  get capacity(): number {
    return this.#bytes.length;
  }

  get content(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  append(piece: Buffer): void {
    const size = this.#size + piece.length;
    if (size > this.#bytes.length) this.#grow(size);
    piece.copy(this.#bytes, this.#size);
    this.#size = size;
    this.#pieces++;
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(size, 2 * this.#bytes.length));
    this.content.copy(larger);
    this.#bytes = larger;
  }
}
