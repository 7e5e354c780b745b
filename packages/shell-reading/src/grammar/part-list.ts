import type { Part, TextPart } from "./syntax.ts";

/** Collects the parts of a word; texts that belong together become one part. */
export class PartList {
  readonly parts: Part[] = [];

  add(part: Part): void {
    this.parts.push(part);
  }

  /** `start` is where the text stands in the outermost string, if it stands there as it is. */
  addText(text: string, isQuoted: boolean, start?: number): void {
    const last = this.parts.at(-1);
    const joined = last?.kind === "text" && last.isQuoted === isQuoted ? joinTexts(last, { text, start }) : undefined;
    if (joined !== undefined) this.parts[this.parts.length - 1] = joined;
    else this.parts.push({ kind: "text", text, isQuoted, start });
  }
}

/** Texts that are next to each other; what is not keeps a part of its own, so that places stay known. */
function joinTexts(last: TextPart, next: Pick<TextPart, "text" | "start">): TextPart | undefined {
  const isNext = last.start === undefined ? next.start === undefined : next.start === last.start + last.text.length;
  return isNext ? { ...last, text: last.text + next.text } : undefined;
}
