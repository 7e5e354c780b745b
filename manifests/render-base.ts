import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { chart, findHelm, type Helm } from "../test/real/tools/helm/helm.ts";

const base = path.join(import.meta.dirname, "base");
// The chart's name is its release's and its namespace's too, as anybody would install it.
const name = "model-express-injector";

/** What no chart can bring along. */
const written = ["kustomization.yaml", "namespace.yaml"];

/** What `manifests/base` consists of: the text of each of its files. */
export type Base = ReadonlyMap<string, string>;

/** What the chart renders to with its defaults: an object to a file, which is named as its template. */
export async function renderBase(helm: Helm): Promise<Base> {
  const { code, out, err } = await helm(["template", name, chart, "--namespace", name, "--include-crds"]);
  if (code !== 0) throw new Error(`helm template failed: ${err}`);
  const documents = out.split(/^---\n/m).filter((text) => text.trim() !== "");
  const files = new Map(documents.map(fileOf));
  return new Map([...readWritten(), ...files, ["kustomization.yaml", kustomization([...files.keys()])]]);
}

/** The files as they are. */
export function readBase(): Base {
  const files = readdirSync(base, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
  return new Map(files.map((file) => [file, readFileSync(path.join(base, file), "utf8")]));
}

function fileOf(document: string): [string, string] {
  const [, file, text] = /^# Source: [^/]+\/(?:templates\/)?(\S+)\n([\s\S]*)$/.exec(document) ?? [];
  if (file === undefined || text === undefined) throw new Error(`a document without its source: ${document}`);
  return [file, `${text.trimEnd()}\n`];
}

function readWritten(): [string, string][] {
  return written.map((file) => [file, readFileSync(path.join(base, file), "utf8")]);
}

/** The comments and everything else of the file stay; its resources are what was rendered. */
function kustomization(rendered: readonly string[]): string {
  const text = readFileSync(path.join(base, "kustomization.yaml"), "utf8");
  const { resources } = parse(text) as { readonly resources: readonly string[] };
  const own = resources.filter((file) => written.includes(file));
  const list = [...own, ...rendered].map((file) => `  - ${file}\n`).join("");
  return text.replace(/^resources:\n(?: {2}- .*\n)*/m, `resources:\n${list}`);
}

async function main(): Promise<void> {
  const helm = await findHelm("v4");
  if (helm === undefined) throw new Error("manifests/base is rendered by Helm, which is built with Go");
  const files = await renderBase(helm);
  rmSync(base, { recursive: true });
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
    writeFileSync(path.join(base, file), text);
  }
}

if (import.meta.main) await main();
