/** Replaces the text from `start` to `end` (offsets). */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function insertion(offset: number, text: string): Splice {
  return { start: offset, end: offset, text };
}

/** Applies splices that do not overlap. Splices at the same offset keep their order. */
export function applySplices(source: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { start, end, text } of splices.toSorted((a, b) => a.start - b.start)) {
    if (start < position) throw new Error(`two changes overlap at offset ${start}`);
    parts.push(source.slice(position, start), text);
    position = end;
  }
  return parts.join("") + source.slice(position);
}
