import { isKnown, UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";

/** A model that a container's command names. */
export type ModelReference =
  /** Pulled: `org/name` or `name`. */
  | { readonly kind: "hub"; readonly id: string; readonly revision?: string; readonly flag: string }
  | { readonly kind: "local"; readonly path: string; readonly flag: string }
  /** A name that may be a directory: on the volume at `mount`, or one that the script makes. */
  | { readonly kind: "relative"; readonly path: string; readonly mount?: string; readonly flag: string }
  /** `s3://`, `gs://`, `az://`, `ngc://`, or any other scheme. */
  | { readonly kind: "uri"; readonly uri: string; readonly flag: string }
  /** Known only at run time, or not a model. `text` is the source text, sanitized for messages. */
  | { readonly kind: "unknown"; readonly text: string; readonly flag: string; readonly isInvalid?: true };

const MOST_TEXT = 100;
const MOST_ITEMS = 64;
const MOST_ID = 193;
const MOST_REVISION = 200;

/** `validate_repo_id` in huggingface_hub, without names that the hub refuses for new repositories. */
const HUB_ID = /^(?!.*(?:--|\.\.|\.git$))(?:[A-Za-z0-9](?:[\w.-]{0,94}\w)?\/)?[A-Za-z0-9](?:[\w.-]{0,94}\w)?$/;
/** A branch, a tag, `refs/pr/1` or a commit. It becomes a path below `refs/`, so `..` is excluded. */
const REVISION = /^(?!.*(?:\.\.|\/\/))[A-Za-z0-9](?:[\w./-]*\w)?$/;
/** Characters that a shell, a glob or a template would still evaluate. */
const UNEVALUATED = /[\s$*?[\]{}()`'"\\;|&<>\p{Cc}]/u;
/** The same without blanks, which make a text no model, whatever evaluates it. */
const EVALUATED = /[$*?[\]{}()`'"\\;|&<>]/;
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/./;
const LOCAL = /^(?:\/|~\/|\.\.?(?:\/|$))|\/$|\/.*\//;
/**
 * One file of a repository (`org/name/file.gguf` in vLLM and SGLang), or a file below the working directory. The hub
 * has no repository of such a name, and Model Express delivers no single file.
 */
const FILE = /^(?![/~]|\.\.?\/)(?!.*:\/\/).*\.(?:gguf|safetensors)$/i;
const LISTED_URI = /^(?:ngc|gs|s3|az):\/\/[^\s,]+$/;

/** Whether the text is known only at run time, or has characters that a shell would still evaluate. */
export function needsEvaluation(text: string): boolean {
  return !isKnown(text) || UNEVALUATED.test(text);
}

/** Classifies `text`, the value of `flag`. Anything ambiguous is `unknown`. */
export function classifyModel(text: string, revision: string | undefined, flag: string): ModelReference {
  if (isHubId(text) && !FILE.test(text)) {
    if (revision === undefined) return { kind: "hub", id: text, flag };
    return isRevision(revision) ? { kind: "hub", id: text, revision, flag } : unknownModel(`${text}@${revision}`, flag);
  }
  if (!isKnown(text) || EVALUATED.test(text)) return unknownModel(text, flag);
  if (UNEVALUATED.test(text) || FILE.test(text)) return { ...unknownModel(text, flag), isInvalid: true };
  if (URI.test(text)) return { kind: "uri", uri: text, flag };
  if (LOCAL.test(text) && !text.includes("://")) return { kind: "local", path: text, flag };
  return { ...unknownModel(text, flag), isInvalid: true };
}

/** Builds a reference to an unknown model, with its text sanitized for messages. */
export function unknownModel(text: string, flag: string): Extract<ModelReference, { kind: "unknown" }> {
  const start = text.slice(0, MOST_TEXT + 1).replaceAll(UNKNOWN, "…");
  const line = start.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return { kind: "unknown", text: line.length > MOST_TEXT ? `${line.slice(0, MOST_TEXT - 1)}…` : line, flag };
}

/**
 * Parses an annotation's list, separated by commas or white space: `org/name[@revision]`, `name[@revision]`, or a URI
 * with a scheme that Model Express's CLI accepts. Drops duplicates. `invalid` is the first item that is none of
 * these, or one too many.
 */
export function parseModelList(list: string): { readonly models: readonly string[] } | { readonly invalid: string } {
  const items = list.split(/[\s,]+/).filter((item) => item !== "");
  const invalid = items.find((item, index) => index >= MOST_ITEMS || !isListed(item));
  return invalid === undefined ? { models: [...new Set(items)] } : { invalid: invalid.slice(0, MOST_TEXT) };
}

/** Whether a list may have the URI. */
export function isListedUri(uri: string): boolean {
  return LISTED_URI.test(uri) && isKnown(uri) && !UNEVALUATED.test(uri);
}

function isListed(item: string): boolean {
  if (item.includes("://")) return isListedUri(item);
  const at = item.indexOf("@");
  return at < 0 ? isHubId(item) : isHubId(item.slice(0, at)) && isRevision(item.slice(at + 1));
}

function isHubId(text: string): boolean {
  return text.length <= MOST_ID && HUB_ID.test(text);
}

function isRevision(text: string): boolean {
  return text.length <= MOST_REVISION && REVISION.test(text);
}
