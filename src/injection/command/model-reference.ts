import { isKnown, UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";

/** What a container's command names, in order of appearance. */
export type ModelReference =
  /** Pulled: `org/name` or `name`. */
  | { readonly kind: "hub"; readonly id: string; readonly revision?: string; readonly flag: string }
  | { readonly kind: "local"; readonly path: string; readonly flag: string }
  /** `s3://`, `gs://`, `az://`, `ngc://`, or any other scheme. */
  | { readonly kind: "uri"; readonly uri: string; readonly flag: string }
  /** It would have to be evaluated; `text` is what is written there, fit for a message. */
  | { readonly kind: "unknown"; readonly text: string; readonly flag: string };

const MOST_TEXT = 100;
const MOST_ITEMS = 64;
const MOST_ID = 193;
const MOST_REVISION = 200;

/** `validate_repo_id` in huggingface_hub, less what the hub itself refuses for new repositories. */
const HUB_ID = /^(?!.*(?:--|\.\.|\.git$))(?:[A-Za-z0-9](?:[\w.-]{0,94}\w)?\/)?[A-Za-z0-9](?:[\w.-]{0,94}\w)?$/;
/** A branch, a tag, `refs/pr/1` or a commit; it becomes a path below `refs/`, so nothing that climbs. */
const REVISION = /^(?!.*(?:\.\.|\/\/))[A-Za-z0-9](?:[\w./-]*\w)?$/;
/** What a shell, a glob or a template would still have to work on. */
const UNEVALUATED = /[\s$*?[\]{}()`'"\\;|&<>\p{Cc}]/u;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/./;
const LOCAL = /^(?:\/|~\/|\.\.?(?:\/|$))|\/$|\/.*\//;
const LISTED_URI = /^(?:ngc|gs|s3|az):\/\/[^\s,]+$/;

/** What `text`, the value of `flag`, names. Anything that is not plainly one thing is `unknown`. */
export function classifyModel(text: string, revision: string | undefined, flag: string): ModelReference {
  if (isHubId(text)) {
    if (revision === undefined) return { kind: "hub", id: text, flag };
    return isRevision(revision) ? { kind: "hub", id: text, revision, flag } : unknownModel(`${text}@${revision}`, flag);
  }
  if (!isKnown(text) || UNEVALUATED.test(text)) return unknownModel(text, flag);
  if (URI.test(text)) return { kind: "uri", uri: text, flag };
  if (LOCAL.test(text) && !text.includes("://")) return { kind: "local", path: text, flag };
  return unknownModel(text, flag);
}

/** A reference that cannot be told; the text is made fit for a message. */
export function unknownModel(text: string, flag: string): ModelReference {
  const start = text.slice(0, MOST_TEXT + 1).replaceAll(UNKNOWN, "…");
  const line = start.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return { kind: "unknown", text: line.length > MOST_TEXT ? `${line.slice(0, MOST_TEXT - 1)}…` : line, flag };
}

/**
 * Reads an annotation's list: commas or white space between `org/name[@revision]`, `name[@revision]`, or a URI of a
 * scheme that Model Express's CLI takes. Duplicates are dropped; `invalid` is the first item that is none of these, or
 * one too many.
 */
export function parseModelList(list: string): { readonly models: readonly string[] } | { readonly invalid: string } {
  const items = list.split(/[\s,]+/).filter((item) => item !== "");
  const invalid = items.find((item, index) => index >= MOST_ITEMS || !isListed(item));
  return invalid === undefined ? { models: [...new Set(items)] } : { invalid: invalid.slice(0, MOST_TEXT) };
}

function isListed(item: string): boolean {
  if (item.includes("://")) return LISTED_URI.test(item) && isKnown(item) && !UNEVALUATED.test(item);
  const at = item.indexOf("@");
  return at < 0 ? isHubId(item) : isHubId(item.slice(0, at)) && isRevision(item.slice(at + 1));
}

function isHubId(text: string): boolean {
  return text.length <= MOST_ID && HUB_ID.test(text);
}

function isRevision(text: string): boolean {
  return text.length <= MOST_REVISION && REVISION.test(text);
}
