/** A here-document whose body begins after the line that names it. */
export interface HereDocument {
  readonly delimiter: string;
  /** `<<-`: tabs in front of the body's lines do not count. */
  readonly stripsTabs: boolean;
}

const START = /<<(-?)[ \t]*((?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;&|()<>'"\\])+)/sy;

/** Reads `<<EOF`, `<<-'EOF'` at `at`; `end` is behind the delimiter. */
export function readHereDocument(text: string, at: number): { document: HereDocument; end: number } | undefined {
  START.lastIndex = at;
  const match = START.exec(text);
  if (match === null) return undefined;
  const delimiter = (match[2] ?? "").replace(/['"\\]/g, "");
  return { document: { delimiter, stripsTabs: match[1] === "-" }, end: START.lastIndex };
}

/** Where the line after the bodies of these documents begins; `at` is where the first body does. */
export function skipHereDocuments(text: string, at: number, documents: readonly HereDocument[]): number {
  return documents.reduce((start, document) => endOfBody(text, start, document), at);
}

function endOfBody(text: string, start: number, { delimiter, stripsTabs }: HereDocument): number {
  let at = start;
  while (at < text.length) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    at = Math.min(end + 1, text.length);
    if ((stripsTabs ? line.replace(/^\t+/, "") : line) === delimiter) return at;
  }
  return text.length;
}
