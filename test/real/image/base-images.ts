import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const dockerfile = path.join(import.meta.dirname, "../../../Dockerfile");

const USERS = `root:x:0:0:root:/root:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
`;

/**
 * Stand-ins for the images that the Dockerfile starts from, because no registry of images is within reach: this machine's
 * Node, npm, `sh` and `env` where the official image of Node has them, and Node alone, with the libraries that it loads
 * and no shell, where distroless has it. Returns what tells BuildKit to take them.
 */
export function makeBaseImages(directory: string): string[] {
  const [build, runtime] = [path.join(directory, "build"), path.join(directory, "runtime")];
  makeBuildImage(build);
  makeRuntimeImage(runtime);
  const given = [
    ["build", build, defaultOf("BUILD_IMAGE")],
    ["runtime", runtime, defaultOf("RUNTIME_IMAGE")],
  ] as const;
  return given.flatMap(([name, folder, image]) => [
    "--local",
    `${name}=${folder}`,
    "--opt",
    `context:${image}=local:${name}`,
  ]);
}

/** What stands in the Dockerfile as an argument's default. */
function defaultOf(argument: string): string {
  const value = new RegExp(`^ARG ${argument}=(\\S+)$`, "m").exec(readFileSync(dockerfile, "utf8"))?.[1];
  if (value === undefined) throw new Error(`the Dockerfile has no ARG ${argument}`);
  return value;
}

function makeBuildImage(folder: string): void {
  installProgram(folder, process.execPath, "usr/local/bin/node");
  for (const program of ["/bin/sh", "/usr/bin/env"]) installProgram(folder, program, program);
  const command = execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim();
  const npm = path.join(path.dirname(realpathSync(command)), "..");
  cpSync(npm, path.join(folder, "usr/local/lib/node_modules/npm"), { recursive: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", path.join(folder, "usr/local/bin/npm"));
  makeHomes(folder, ["root", "tmp"]);
}

function makeRuntimeImage(folder: string): void {
  installProgram(folder, process.execPath, "nodejs/bin/node");
  makeHomes(folder, ["home/nonroot"]);
}

/** A program and the libraries that it loads, each where the loader looks for it. */
export function installProgram(folder: string, program: string, target: string): void {
  copy(program, path.join(folder, target));
  installLibrariesOf(folder, [program]);
}

/** What these programs and libraries load. */
export function installLibrariesOf(folder: string, files: readonly string[]): void {
  // Of several files, ldd prints the name before a colon.
  const libraries = execFileSync("ldd", files, { encoding: "utf8" }).match(/\/[^\s:]+(?= \()/g) ?? [];
  for (const library of new Set(libraries)) copy(library, path.join(folder, library));
}

/** The file, also where the name is a link's. */
function copy(source: string, target: string): void {
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(source, target);
}

function makeHomes(folder: string, directories: readonly string[]): void {
  for (const directory of ["etc", ...directories]) mkdirSync(path.join(folder, directory), { recursive: true });
  writeFileSync(path.join(folder, "etc/passwd"), USERS);
}
