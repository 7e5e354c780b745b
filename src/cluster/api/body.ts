const NEWLINE = 0x0a;

/** A response exceeds the memory bound. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

/** Reads a whole body. */
export async function readBytes(body: AsyncIterable<Buffer>, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) throw new TooLargeError(`a response is longer than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Yields the lines of a body as they arrive. Drops an incomplete last line. */
export async function* readLines(body: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      pieces.push(chunk.subarray(start, end));
      yield Buffer.concat(pieces);
      pieces = [];
      size = 0;
      start = end + 1;
    }
    size += chunk.length - start;
    if (size > mostBytes) throw new TooLargeError(`a line is longer than ${mostBytes} bytes`);
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
}
