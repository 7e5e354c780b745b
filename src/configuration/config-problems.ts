import * as z from "zod";
import { valueAt } from "../kubernetes/json.ts";
import { findNearNames } from "../near-names.ts";
import { configSchema } from "./config-schema.ts";
import { CONFIG_OPTIONS } from "./options.ts";

/** Explains the problem if it is in the value of a flag or its environment variable. */
export function describeFlagIssue(
  issue: z.core.$ZodIssue,
  overrides: Readonly<Record<string, string>>,
  origin: (key: string) => string,
): string | undefined {
  const key = issue.path.filter((part) => typeof part === "string").join(".");
  const text = overrides[key];
  const option = CONFIG_OPTIONS.find((each) => each.key === key);
  if (text === undefined || option === undefined) return undefined;
  const accepted = issue.code === "invalid_value" ? `accepted: ${issue.values.join(", ")}` : issue.message;
  return `${origin(option.key)} is ${JSON.stringify(text)}; ${accepted}`;
}

/** One clause: the place, the cause and what is accepted; for a misspelt key, the nearest one. */
export function describeIssue(issue: z.core.$ZodIssue, document: unknown): string {
  const at = issue.path.join(".");
  if (issue.code === "invalid_value") return `${at} is ${show(issue, document)}; accepted: ${issue.values.join(", ")}`;
  if (issue.code === "invalid_type") return `${at} is ${show(issue, document)}; expected ${nameType(issue.expected)}`;
  if (issue.code !== "unrecognized_keys") return `${at === "" ? "" : `${at}: `}${issue.message}`;
  return issue.keys
    .map((key) => `unknown key ${at === "" ? "" : `${at}.`}${key}${suggestionFor(key, issue.path)}`)
    .join("; ");
}

const MOST_SHOWN = 40;

/** The value at the place of an issue, as JSON; of objects and lists only what they are. */
function show({ path }: z.core.$ZodIssue, document: unknown): string {
  const value = valueAt(document, path);
  if (value === undefined) return "missing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/** Zod's types, in the words of YAML. */
const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  object: "an object",
  record: "an object",
  array: "a list",
  boolean: "true or false",
  number: "a number",
};

function nameType(type: string): string {
  return TYPES[type] ?? type;
}

function suggestionFor(key: string, at: readonly PropertyKey[]): string {
  const [nearest] = findNearNames(key, Object.keys(shapeOf(schemaAt(at))));
  return nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
}

function schemaAt(path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>((inner, key) => shapeOf(inner)[String(key)], configSchema);
}

/** The schemas of an object's keys, whether it has a default or not. */
function shapeOf(schema: z.core.$ZodType | undefined): Readonly<Record<string, z.core.$ZodType>> {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) return shapeOf(schema.unwrap());
  return schema instanceof z.ZodDefault ? shapeOf(schema.unwrap()) : {};
}
