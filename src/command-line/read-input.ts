import { readFileSync } from "node:fs";
import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { readManifests } from "@model-express-injector/yaml-weaving/read-manifests.ts";
import { Failure } from "./failure.ts";

/** A file of manifests, or what came on standard input. */
export interface InputFile {
  readonly name: string;
  readonly source: string;
  readonly manifests: Manifest[];
}

const STDIN = 0;

/** @throws {Failure} or a ManifestError, each with the file's name */
export function readInputs(files: readonly string[]): readonly InputFile[] {
  if (files.filter((file) => file === "-").length > 1) throw new Failure("standard input (-) can be read only once");
  return files.map((file) => {
    const name = file === "-" ? "standard input" : file;
    const source = readText(file, name);
    return { name, source, manifests: readManifests(source, name) };
  });
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file === "-" ? STDIN : file, "utf8");
  } catch (cause) {
    throw new Failure(`${name}: ${sentenceOf(cause)}`, undefined, cause);
  }
}

function sentenceOf(cause: unknown): string {
  const { code } = cause as { code?: string };
  if (code === "ENOENT") return "no such file; name a manifest, or - for standard input";
  if (code === "EISDIR") return "this is a directory; name the files in it";
  return cause instanceof Error ? cause.message : String(cause);
}
