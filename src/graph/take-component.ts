import { exceeds } from "../kubernetes/extent.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { GLOBAL } from "../model-express/keys.ts";
import { readComponentSpec } from "./component-spec.ts";
import type { Component } from "./find-components.ts";

/** A component that is taken out of its graph. */
export interface Taken {
  readonly component: Component;
  /** One sentence that begins with the component's name. */
  readonly problem: string | undefined;
  /** The spec of its ModelExpress. Absent when there is a problem. */
  readonly spec?: JsonObject;
  /** Fields of the component that have no counterpart in a ModelExpress. */
  readonly leftOut: readonly string[];
}

/** @param problemOf validates a spec; returns one sentence, or `undefined` */
export function takeComponent(
  component: Component,
  problemOf: (name: string, spec: JsonObject) => string | undefined,
): Taken {
  if (exceeds(component.body, { size: LIMITS.component })) {
    return { component, problem: `${component.name}: has more than ${LIMITS.component} characters`, leftOut: [] };
  }
  const { spec, leftOut } = readComponentSpec(component);
  const problem = problemOf(component.name, spec);
  return { component, problem, leftOut, ...(problem === undefined ? { spec } : {}) };
}

/** Describes the scope of a ModelExpress in messages. */
export function describeScope({ dynamoNamespace }: JsonObject): string {
  return dynamoNamespace === GLOBAL ? "every dynamo namespace" : `the dynamo namespace ${dynamoNamespace}`;
}

/** Keeps messages to one line. */
const MOST_LEFT_OUT = 4;

/** The end of a sentence, naming the fields that are dropped. */
export function describeLeftOut({ leftOut }: Pick<Taken, "leftOut">): string {
  if (leftOut.length === 0) return "";
  const named = leftOut.slice(0, MOST_LEFT_OUT).join(", ");
  return `, without its ${named}${leftOut.length > MOST_LEFT_OUT ? ", …" : ""}`;
}
