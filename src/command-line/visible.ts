/** What a terminal may be told besides text: colours, and to clear a line of progress. */
const OWN_SEQUENCE = "\\u001b\\[[0-9;]{0,16}m|\\r\\u001b\\[2K";
/** C0 but for tab and line feed, DEL, C1, and marks that change the direction of text. */
const CONTROL = "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]";

const ALL = new RegExp(CONTROL, "gu");
const FOREIGN = new RegExp(`(${OWN_SEQUENCE})|${CONTROL}`, "gu");

/**
 * The text as it is shown: names, labels and values are a tenant's, and could move a terminal's cursor, change its title
 * or hide what stands beside them. Control characters are written as `\u001b`.
 *
 * @param isTerminal colours, and the clearing of a line, stay as they are
 */
export function visible(text: string, isTerminal: boolean): string {
  if (!isTerminal) return text.replace(ALL, escapeSequence);
  return text.replace(FOREIGN, (control, own?: string) => own ?? escapeSequence(control));
}

function escapeSequence(control: string): string {
  return `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
