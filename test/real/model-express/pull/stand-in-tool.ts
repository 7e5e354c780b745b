import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A command line tool that says and does what the real one does only with services that are not here. */
export async function writeTool(directory: string, version: string, body: string): Promise<string> {
  const file = join(directory, "modelexpress-cli");
  const lines = ["#!/bin/sh", `[ "$1" = --version ] && exec echo modelexpress-cli ${version}`, body, ""];
  await writeFile(file, lines.join("\n"), { mode: 0o755 });
  return file;
}
