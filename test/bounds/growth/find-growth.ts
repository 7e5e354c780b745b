import type { Grown } from "./cases.ts";
import { type Growth, isTooMuch, measureGrowth, measureLeastCpu } from "./cpu-time.ts";
import { SUBJECTS } from "./subjects.ts";

/** A case, and what it takes. */
export interface Measured {
  readonly grown: Grown;
  readonly growth: Growth;
}

/** Milliseconds of CPU for one object: 5 for what a watch brings, 50 for a decision. */
export function boundOf(subject: Grown["subject"]): number {
  return subject.endsWith("that is watched") ? 5 : 50;
}

/** Measures each case at a size and at four times the size. */
export function* measureFamily(family: Iterable<Grown>, size: number): Generator<Measured> {
  for (const grown of family) {
    const { subject, make } = grown;
    yield { grown, growth: measureGrowth((each) => SUBJECTS[subject](make(each)), size) };
  }
}

/** Milliseconds of CPU of one object of a size. */
export function measureOne({ subject, make }: Grown, size: number): number {
  return measureLeastCpu(SUBJECTS[subject](make(size)), boundOf(subject) / 2);
}

/** Those that take more than linear work, with the numbers. */
export function describeGrowth(measured: Iterable<Measured>, size: number): readonly string[] {
  return [...measured]
    .filter(({ growth }) => isTooMuch(growth))
    .map(({ grown: { name }, growth: { small, large } }) => {
      return `${name}: ${small.toFixed(1)} ms for ${size}, ${large.toFixed(1)} ms for ${4 * size}`;
    });
}
