import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Metafile } from "esbuild";

/** The folder of the package that a module belongs to, also of one that is nested in another's. */
const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
/** Workspaces of this repository: its own license covers them. */
const OWN_PACKAGES = "node_modules/@model-express-injector/";
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;
const RULE = "=".repeat(80);

/**
 * The licences of the packages of which code stands in the outputs, and of no others, as one text.
 *
 * @throws Error that names a package which states no terms
 */
export async function thirdPartyLicenses(root: string, outputs: Metafile["outputs"]): Promise<string> {
  const sections = await Promise.all(packageFolders(outputs).map((folder) => sectionOf(path.join(root, folder))));
  return ["This program contains the following packages.", ...sections.sort()].join(`\n\n${RULE}\n`);
}

function packageFolders(outputs: Metafile["outputs"]): string[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = new Set(used.flatMap((file) => PACKAGE_FOLDER.exec(file)?.[0] ?? []));
  return [...folders].filter((folder) => !folder.startsWith(OWN_PACKAGES));
}

async function sectionOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const texts = await termsIn(folder);
  if (texts.length === 0) throw new Error(`${name} ${version} states no terms`);
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
}

/** The licence files, else the README that names the licence. */
async function termsIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).sort();
  const licenses = files.filter((file) => LICENSE_FILE.test(file));
  if (licenses.length > 0) return Promise.all(licenses.map((file) => readText(path.join(folder, file))));
  const readmes = files.filter((file) => /^readme/i.test(file));
  const texts = await Promise.all(readmes.map((file) => readText(path.join(folder, file))));
  return texts.filter((text) => /licen[cs]e/i.test(text));
}

async function readText(file: string): Promise<string> {
  return (await readFile(file, "utf8")).trim().replaceAll("\r\n", "\n");
}
