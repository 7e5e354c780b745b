import { closeSync, openSync, readSync } from "node:fs";

/** A file with more bytes than its reader accepts. The message is a clause with the limit, without the file's name. */
export class TooLargeFile extends Error {
  readonly path: string;

  constructor(path: string, most: number) {
    super(`it has more than ${formatLimit(most)}`);
    this.path = path;
  }
}

/** What a Secret can have. */
export const MOST_PEM_BYTES = 1024 * 1024;

const STDIN = 0;
const CHUNK = 64 * 1024;

/**
 * Reads a text file, or standard input for `-`, as far as a limit: a device or a pipe may never end, and has no size.
 *
 * @throws {TooLargeFile} as soon as the limit is passed, and errors of the file system
 */
export function readText(path: string, mostBytes: number): string {
  return readBytes(path, mostBytes).toString("utf8");
}

function readBytes(path: string, mostBytes: number): Buffer {
  const file = path === "-" ? STDIN : openSync(path, "r");
  try {
    return readAll(path, file, mostBytes);
  } finally {
    if (file !== STDIN) closeSync(file);
  }
}

function readAll(path: string, file: number, mostBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readSync(file, chunk, 0, CHUNK, null);
    if (read === 0) return Buffer.concat(chunks, length);
    length += read;
    if (length > mostBytes) throw new TooLargeFile(path, mostBytes);
    chunks.push(chunk.subarray(0, read));
  }
}

const KIB = 1024;
const MIB = 1024 * KIB;

function formatLimit(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${Math.floor(bytes / KIB)} KiB`;
}
