/** Something else than a Kubernetes API server answered. The message says what it did, for the user. */
export class NotApiServerError extends Error {
  override readonly name = "NotApiServerError";
}

/** Answers that no API server gives: a redirect, a page for people, or a core path that it does not know. */
export function describeForeignAnswer(answer: Answer): string | undefined {
  const { status, type, location, path, isStatus } = answer;
  if (status >= 300 && status <= 399) return `it redirects to ${nameOrigin(location)}`;
  const isPage = /^text\/html\b/i.test(type);
  if (status === 404 && isPage) return "it answers with a web page (404)";
  if (status === 404 && !isStatus && path.startsWith("/api/v1/")) return `it does not know the path ${cutQuery(path)}`;
  return undefined;
}

/** An unsuccessful answer. */
export interface Answer {
  readonly status: number;
  /** The media type, or empty. */
  readonly type: string;
  readonly location: string | undefined;
  /** Of the request. */
  readonly path: string;
  /** Whether the body is a Kubernetes `Status`. */
  readonly isStatus: boolean;
}

/** Without a path and query, which can have a secret of the login. */
function nameOrigin(location = ""): string {
  return URL.canParse(location) ? new URL(location).origin : "another place";
}

function cutQuery(path: string): string {
  return path.split("?", 1)[0] ?? path;
}
