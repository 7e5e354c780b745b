import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { z } from "zod";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { caseSchema, type Expectation, type Shapes, shapesSchema, type WrittenCase } from "./case-schema.ts";
import { expandObject } from "./expand-cluster.ts";
import { type Addition, expandPatch } from "./expand-patch.ts";
import { PodExpander } from "./expand-pod.ts";
import { completeExpectation } from "./expectation.ts";
import { describeProblems } from "./problem.ts";

/** A case with its pod, cluster and patch expanded. */
export interface ExpandedCase {
  /** A sentence. */
  readonly name: string;
  /** The path of its file. */
  readonly file: string;
  readonly pod: JsonObject;
  readonly cluster: readonly JsonObject[];
  readonly config: JsonObject | undefined;
  readonly expectation: Expectation;
  readonly patch: readonly Addition[];
}

/** A folder with `shapes.yaml`, `cases/*.yaml` and `patches/*.json`. */
export const GOLDEN_FOLDER = new URL("./", import.meta.url);

const SHAPES = new URL("shapes.yaml", GOLDEN_FOLDER);

/** @throws {Error} that names the file, the case and the key of the first mistake */
export function readCases({ folder = GOLDEN_FOLDER, shapes: file = SHAPES } = {}): readonly ExpandedCase[] {
  const shapes = check(shapesSchema, readYaml(file), "shapes.yaml");
  const pods = new PodExpander(shapes);
  const cases = [...readFolder(folder)].map(([name, source]) => expandCase({ ...source, name, folder }, shapes, pods));
  refuseStrayPatches(folder, cases);
  return cases;
}

interface Source {
  readonly file: string;
  readonly written: WrittenCase;
}

function readFolder(folder: URL): ReadonlyMap<string, Source> {
  const cases = new Map<string, Source>();
  const cased = new URL("cases/", folder);
  for (const leaf of readdirSync(cased).filter(isCaseFile).sort()) {
    const file = fileURLToPath(new URL(leaf, cased));
    for (const [name, value] of Object.entries(readYaml(new URL(leaf, cased)))) {
      const other = cases.get(name);
      if (other !== undefined) throw new Error(`${leaf}: ${name}: ${basename(other.file)} has a case of this name`);
      cases.set(name, { file, written: check(caseSchema, value, `${leaf}: ${name}`) });
    }
  }
  return cases;
}

function isCaseFile(leaf: string): boolean {
  return leaf.endsWith(".yaml") && !leaf.endsWith(".proposed.yaml");
}

function readYaml(file: URL): JsonObject {
  try {
    return parse(readFileSync(file, "utf8")) as JsonObject;
  } catch (cause) {
    throw new Error(`${basename(file.pathname)}: cannot be parsed`, { cause });
  }
}

function check<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${where}: ${describeProblems(result.error).join("; ")}`);
}

function expandCase(source: Source & { name: string; folder: URL }, shapes: Shapes, pods: PodExpander): ExpandedCase {
  const { name, file, written, folder } = source;
  try {
    // Copies parts that containers share, so that changing one does not change the other.
    const pod = JSON.parse(JSON.stringify(pods.expand(written.pod))) as JsonObject;
    const objects = typeof written.cluster === "string" ? shapes.clusters[written.cluster] : written.cluster;
    if (objects === undefined) throw new Error(`cluster: no shape is called "${written.cluster}"`);
    const patch = expectedPatch(pod, written.expect, patchFile(folder, name));
    return {
      name,
      file,
      pod,
      cluster: objects.map(expandObject),
      config: written.config,
      expectation: written.expect,
      patch,
    };
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${basename(file)}: ${name}: ${problem}`, { cause });
  }
}

export function patchFile(folder: URL, name: string): URL {
  return new URL(`patches/${encodeURIComponent(name)}.json`, folder);
}

/** The patch of an expectation; for `patch: whole`, from the file of the case's name. */
export function expectedPatch(pod: JsonObject, expectation: Expectation, whole: URL): readonly Addition[] {
  if (expectation.patch === "whole") {
    refuseKeys(expectation, "the whole patch is in its file");
    return JSON.parse(readFileSync(whole, "utf8")) as Addition[];
  }
  if (existsSync(whole)) throw new Error("patch: the case has a file in patches/, but does not say `patch: whole`");
  const outcome = completeExpectation(expectation);
  if (outcome !== undefined) return expandPatch(pod, outcome);
  refuseKeys(expectation, `the pod is left unchanged with ${expectation.reason}`);
  return [];
}

/** @throws {Error} if the expectation has a redundant key */
function refuseKeys(expectation: Expectation, why: string): void {
  const [key] = Object.keys(expectation).filter((one) => !["reason", "warnings", "patch"].includes(one));
  if (key !== undefined) throw new Error(`${key}: remove it; ${why}`);
}

function refuseStrayPatches(folder: URL, cases: readonly ExpandedCase[]): void {
  const names = new Set(cases.map(({ name }) => `${name}.json`));
  for (const leaf of readdirSync(new URL("patches/", folder))) {
    if (!leaf.endsWith(".proposed.json") && !names.has(leaf)) throw new Error(`patches/${leaf}: no case has this name`);
  }
}
