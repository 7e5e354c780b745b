/** Our own terminal sequences: colours, and clearing a line of progress. */
const OWN_SEQUENCE = "\\u001b\\[[0-9;]{0,16}m|\\r\\u001b\\[2K";
/** C0 except tab and line feed, DEL, C1, and bidirectional marks. */
const CONTROL = "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]";

const ALL = new RegExp(CONTROL, "gu");
const FOREIGN = new RegExp(`(${OWN_SEQUENCE})|${CONTROL}`, "gu");

/**
 * Escapes control characters as `\u001b`. Names, labels and values are under a tenant's control, and could move a
 * terminal's cursor, change its title, or hide text.
 *
 * @param isTerminal keeps colours and the clearing of a line
 */
export function visible(text: string, isTerminal: boolean): string {
  if (!isTerminal) return text.replace(ALL, escapeSequence);
  return text.replace(FOREIGN, (control, own?: string) => own ?? escapeSequence(control));
}

function escapeSequence(control: string): string {
  return `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
