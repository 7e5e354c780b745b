import type { Part, TextPart } from "./syntax.ts";

/** Collects the parts of a word, and joins adjacent texts. */
export class PartList {
  readonly parts: Part[] = [];

  add(part: Part): void {
    this.parts.push(part);
  }

  /** @param start the offset of the text in the outermost string, if it occurs there literally */
  addText(text: string, isQuoted: boolean, start?: number): void {
    const last = this.parts.at(-1);
    const joined = last?.kind === "text" && last.isQuoted === isQuoted ? joinTexts(last, { text, start }) : undefined;
    if (joined !== undefined) this.parts[this.parts.length - 1] = joined;
    else this.parts.push({ kind: "text", text, isQuoted, start });
  }
}

/** Joins texts that are adjacent in the source. Others stay separate, to keep their offsets. */
function joinTexts(last: TextPart, next: Pick<TextPart, "text" | "start">): TextPart | undefined {
  const isNext = last.start === undefined ? next.start === undefined : next.start === last.start + last.text.length;
  return isNext ? { ...last, text: last.text + next.text } : undefined;
}
