import leven from "leven";
import type * as z from "zod";
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

/** One clause: the place, the cause and, for a misspelt key, the nearest one. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  const at = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return `${at === "" ? "" : `${at}: `}${issue.message}`;
  return issue.keys.map((key) => `unknown key ${at === "" ? "" : `${at}.`}${key}${suggestionFor(key)}`).join("; ");
}

function suggestionFor(key: string): string {
  const known = [
    "imagePullPolicy",
    "pull.allowedImages",
    "imagePullSecrets",
    "resources",
    "resourcePerGpu",
    "ipcLock",
    "artifacts",
    "images",
    ...CONFIG_OPTIONS.map((option) => option.key),
  ];
  const names = known.map((name) => name.split(".").at(-1) ?? name);
  const distance = (name: string): number => leven(name.toLowerCase(), key.toLowerCase());
  const [nearest] = names.sort((a, b) => distance(a) - distance(b));
  return nearest !== undefined && distance(nearest) <= 3 ? ` (did you mean ${nearest}?)` : "";
}
