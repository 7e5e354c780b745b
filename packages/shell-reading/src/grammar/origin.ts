/** A part of a text that occurs literally in the outermost argv. */
export interface Run {
  /** Its offset in the text. */
  readonly at: number;
  readonly length: number;
  /** Its offset in the outermost argv. */
  readonly start: number;
}

/** The literal parts of a text, in order. The other parts come from escapes and expansions. */
export type Origin = readonly Run[];

/** The run with the character at this offset. */
export function runAt(origin: Origin, at: number): Run | undefined {
  const run = origin[indexBehind(origin, at) - 1];
  return run !== undefined && at < run.at + run.length ? run : undefined;
}

/** The number of runs that begin at or before this offset. */
function indexBehind(origin: Origin, at: number): number {
  let low = 0;
  let high = origin.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((origin[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The end of the run or of the gap at this offset; `undefined` after the last run. */
export function endOfRun(origin: Origin, at: number): number | undefined {
  const index = indexBehind(origin, at);
  const run = origin[index - 1];
  if (run !== undefined && at < run.at + run.length) return run.at + run.length;
  return origin[index]?.at;
}

/** The origin of a substring. */
export function sliceOrigin(origin: Origin, from: number, to: number): Origin {
  return origin.flatMap(({ at, length, start }) => {
    const [first, last] = [Math.max(at, from), Math.min(at + length, to)];
    return first >= last ? [] : [{ at: first - from, length: last - first, start: start + first - at }];
  });
}

/** The origin of the text after each of these characters is doubled. */
export function doubleInOrigin(origin: Origin, text: string, character: string): Origin {
  const places: number[] = [];
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) places.push(at);
  let passed = 0;
  return origin.flatMap((run) => {
    const runs: Run[] = [];
    let from = run.at;
    const end = run.at + run.length;
    for (let place = places[passed]; place !== undefined && place < end; place = places[passed]) {
      if (place > from) runs.push({ at: from + passed, length: place - from, start: run.start + from - run.at });
      from = Math.max(from, place + 1);
      passed++;
    }
    if (end > from) runs.push({ at: from + passed, length: end - from, start: run.start + from - run.at });
    return runs;
  });
}
