import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectory } from "../../tools/cache-directory.ts";
import { attempt, findLibraries, installLibraries, type Part, run } from "../pull/install.ts";

/** The engines whose parsers are run: versions of the flag tables' newest (`engine-flags/renew.py`). */
const ENGINES = ["vllm==0.33.0", "sglang==0.5.23", "ai-dynamo==1.6.1"] as const;

/** What the parsers themselves are made of; everything else is a stand-in. */
const LIBRARIES = ["pydantic==2.14.4", "msgspec==0.22.0", "regex==2026.11.19", "PyYAML==6.0.4"] as const;

/** An interpreter, and the folder with the engines' Python sources. */
export type Parsers = Part<{ readonly python: string; readonly sources: string }>;

export function findParsers(): Parsers {
  const libraries = findLibraries(LIBRARIES);
  if (!libraries.isHere) return libraries;
  const stamp = join(sourcesDirectory(), "complete");
  if (!existsSync(stamp)) return { isHere: false, why: `${stamp} does not exist` };
  return { isHere: true, python: libraries.python, sources: sourcesDirectory() };
}

/** Downloads the engines' packages without what they depend on, and keeps their Python files only. */
export async function installParsers(): Promise<Parsers> {
  const libraries = await installLibraries(LIBRARIES);
  if (!libraries.isHere || findParsers().isHere) return findParsers();
  return attempt(`the sources of ${ENGINES.join(", ")}`, async () => {
    const wheels = await mkdtemp(join(tmpdir(), "wheels-"));
    try {
      await download(libraries.python, wheels);
      await rm(sourcesDirectory(), { recursive: true, force: true });
      await mkdir(sourcesDirectory(), { recursive: true });
      await run(libraries.python, ["-c", EXTRACT, wheels, sourcesDirectory()]);
      await writeFile(join(sourcesDirectory(), "complete"), ENGINES.join("\n"));
    } finally {
      await rm(wheels, { recursive: true, force: true });
    }
    return findParsers();
  });
}

/** For the platform that the engines are built for: the compiled parts are not used. */
async function download(python: string, directory: string): Promise<void> {
  const platforms = ["manylinux_2_28_x86_64", "manylinux_2_34_x86_64", "any"].flatMap((name) => ["--platform", name]);
  const chosen = ["--no-deps", "--only-binary", ":all:", "--python-version", "3.11", ...platforms];
  await run(python, ["-m", "pip", "download", "--quiet", ...chosen, "--dest", directory, ...ENGINES]);
}

const EXTRACT = `
import pathlib, sys, zipfile
for wheel in pathlib.Path(sys.argv[1]).glob("*.whl"):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(sys.argv[2], [name for name in archive.namelist() if name.endswith(".py")])
`;

function sourcesDirectory(): string {
  return join(cacheDirectory(), `engine-sources-${ENGINES.join("-").replaceAll("==", "-")}`);
}
