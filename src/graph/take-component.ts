import type { JsonObject } from "../kubernetes/json.ts";
import { GLOBAL } from "../model-express/keys.ts";
import { componentSpec } from "./component-spec.ts";
import type { Component } from "./find-components.ts";

/** A component that is taken out of its graph. */
export interface Taken {
  readonly component: Component;
  /** What is wrong with it: a sentence that begins with its name. */
  readonly problem: string | undefined;
  /** Of its ModelExpress; absent when there is a problem. */
  readonly spec?: JsonObject;
  /** What it says besides, and a ModelExpress has no place for. */
  readonly leftOut: readonly string[];
}

/** @param problemOf what is wrong with a spec of that name */
export function takeComponent(
  component: Component,
  problemOf: (name: string, spec: JsonObject) => string | undefined,
): Taken {
  const { spec, leftOut } = componentSpec(component);
  const problem = problemOf(component.name, spec);
  return { component, problem, leftOut, ...(problem === undefined ? { spec } : {}) };
}

/** For people: whom a ModelExpress serves. */
export function servedBy({ dynamoNamespace }: JsonObject): string {
  return dynamoNamespace === GLOBAL ? "every dynamo namespace" : `the dynamo namespace ${dynamoNamespace}`;
}

/** A sentence for people should not become a list. */
const MOST_LEFT_OUT = 4;

/** For people: the end of a sentence about what is taken. */
export function withoutLeftOut({ leftOut }: Pick<Taken, "leftOut">): string {
  if (leftOut.length === 0) return "";
  const named = leftOut.slice(0, MOST_LEFT_OUT).join(", ");
  return `, without its ${named}${leftOut.length > MOST_LEFT_OUT ? ", …" : ""}`;
}
