import { statSync } from "node:fs";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** So many files of a project follow one another: a process is kept as long as the next file is of its project. */
const BLOCK = 8;

/**
 * Mixes the projects that run side by side, in blocks, so that those that wait run beside those that compute. Files with
 * real parts come first, then the larger ones, because they tend to take longer: what is left at the end is short.
 */
export class MixingSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const projects = Map.groupBy(files, ({ project }) => project.name).values();
    const blocks = [...projects].flatMap((ofProject) => blocksOf(ofProject.toSorted(byLength)));
    return blocks.toSorted(([one], [other]) => byLength(one, other)).flat();
  }
}

type Block = [TestSpecification, ...TestSpecification[]];

function blocksOf([first, ...files]: readonly TestSpecification[]): Block[] {
  if (first === undefined) return [];
  return [[first, ...files.slice(0, BLOCK - 1)], ...blocksOf(files.slice(BLOCK - 1))];
}

function byLength(one: TestSpecification, other: TestSpecification): number {
  return groupOf(one) - groupOf(other) || rankOf(one) - rankOf(other) || sizeOf(other) - sizeOf(one);
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

/** Files with a process of their own measure something, again and again. */
function rankOf({ moduleId, project }: TestSpecification): number {
  if (moduleId.includes("/test/real/")) return 0;
  return project.config.isolate ? 1 : 2;
}

function sizeOf({ moduleId }: TestSpecification): number {
  return statSync(moduleId).size;
}
