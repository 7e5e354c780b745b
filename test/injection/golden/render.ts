import { stringify } from "yaml";
import { isObject, type JsonValue } from "../../../src/kubernetes/json.ts";
import type { Addition } from "./expand-patch.ts";

const WIDTH = 120;

/**
 * Renders a member of a YAML mapping in the layout of the cases: on one line if it fits, else a line for each element.
 *
 * @param indent the column of the key
 */
export function renderMember(key: string, value: JsonValue, indent: number): string {
  const start = `${" ".repeat(indent)}${renderScalar(key)}:`;
  const line = `${start} ${renderFlow(value)}`;
  if (line.length <= WIDTH && !hasLines(value)) return `${line}\n`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, inner]) => renderMember(name, inner ?? null, indent + 2));
    return `${start}\n${members.join("")}`;
  }
  if (Array.isArray(value)) return `${start}\n${value.map((element) => renderElement(element, indent + 2)).join("")}`;
  return stringify({ [key]: value }, { lineWidth: 0 }).replaceAll(/^(?=.)/gm, " ".repeat(indent));
}

function renderElement(element: JsonValue, indent: number): string {
  const start = `${" ".repeat(indent)}-`;
  const line = `${start} ${renderFlow(element)}`;
  if (line.length <= WIDTH && !hasLines(element)) return `${line}\n`;
  if (isObject(element)) {
    const members = Object.entries(element).map(([name, inner]) => renderMember(name, inner ?? null, indent + 2));
    return members.join("").replace(/^ +/, `${start} `);
  }
  return stringify([element], { lineWidth: 0 }).replaceAll(/^(?=.)/gm, " ".repeat(indent));
}

function renderFlow(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(renderFlow).join(", ")}]`;
  if (!isObject(value)) return renderScalar(value);
  const members = Object.entries(value).map(([key, inner]) => `${renderScalar(key)}: ${renderFlow(inner ?? null)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Renders a scalar so that a flow collection reads it back unchanged. */
function renderScalar(value: JsonValue): string {
  const flow = stringify([value], { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false });
  return flow.trim().slice(1, -1);
}

function hasLines(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(hasLines);
  if (isObject(value)) return Object.values(value).some((inner) => hasLines(inner ?? null));
  return typeof value === "string" && value.includes("\n");
}

/** Renders a patch in Biome's format, with a line for each variable. */
export function renderPatch(patch: readonly Addition[]): string {
  const operations = patch.map((operation) => ({ ...operation }));
  return `${renderJson(operations, { indent: 0, used: 0 })}\n`;
}

/**
 * @param indent the column of the line's start
 * @param used the columns before and after the value on its line
 */
function renderJson(value: JsonValue, { indent, used }: { indent: number; used: number }): string {
  const line = renderJsonLine(value);
  const isForced = indent === 0 || (Array.isArray(value) && value.length > 1 && value.every(hasMembers));
  if (typeof value !== "object" || value === null || (!isForced && indent + used + line.length <= WIDTH)) return line;
  const pad = " ".repeat(indent + 2);
  const inner = (element: JsonValue, before: string): string =>
    `${pad}${before}${renderJson(element, { indent: indent + 2, used: before.length + 1 })}`;
  const elements = isObject(value)
    ? Object.entries(value).map(([key, member]) => inner(member ?? null, `${JSON.stringify(key)}: `))
    : value.map((element) => inner(element, ""));
  const [open, close] = isObject(value) ? "{}" : "[]";
  return `${open}\n${elements.join(",\n")}\n${" ".repeat(indent)}${close}`;
}

function hasMembers(value: JsonValue): boolean {
  return isObject(value) && Object.keys(value).length > 1;
}

function renderJsonLine(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(renderJsonLine).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}: ${renderJsonLine(inner ?? null)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
