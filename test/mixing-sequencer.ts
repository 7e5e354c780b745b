import { statSync } from "node:fs";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Mixes the files of the projects that run side by side, so that those that wait run beside those that compute. Files with
 * real parts come first, then the larger ones, because they tend to take longer: what is left at the end is short.
 */
export class MixingSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => {
      return groupOf(one) - groupOf(other) || rankOf(one) - rankOf(other) || sizeOf(other) - sizeOf(one);
    });
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function rankOf({ moduleId }: TestSpecification): number {
  return moduleId.includes("/test/real/") ? 0 : 1;
}

function sizeOf({ moduleId }: TestSpecification): number {
  return statSync(moduleId).size;
}
