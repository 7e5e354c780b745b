import { closeSync, openSync, readSync } from "node:fs";

/** A file with more bytes than its reader accepts. The message is a clause with the limit, without the file's name. */
export class TooLargeFile extends Error {
  readonly path: string;

  constructor(place: string | number, most: number) {
    super(`it has more than ${formatLimit(most)}`);
    this.path = String(place);
  }
}

/** What a Secret can have. */
export const MOST_PEM_BYTES = 1024 * 1024;

const CHUNK = 64 * 1024;

/**
 * Reads a text file as far as a limit: a device or a pipe may never end, and has no size.
 *
 * @param place a path, or the descriptor of an open file
 * @throws {TooLargeFile} as soon as the limit is passed, and errors of the file system
 */
export function readText(place: string | number, mostBytes: number): string {
  if (typeof place === "number") return readAll(place, place, mostBytes);
  const file = openSync(place, "r");
  try {
    return readAll(place, file, mostBytes);
  } finally {
    closeSync(file);
  }
}

function readAll(place: string | number, file: number, mostBytes: number): string {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readSync(file, chunk, 0, CHUNK, null);
    if (read === 0) return Buffer.concat(chunks, length).toString("utf8");
    length += read;
    if (length > mostBytes) throw new TooLargeFile(place, mostBytes);
    chunks.push(chunk.subarray(0, read));
  }
}

const KIB = 1024;
const MIB = 1024 * KIB;

function formatLimit(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${Math.floor(bytes / KIB)} KiB`;
}
