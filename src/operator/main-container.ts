import { type JsonObject, objectsAt } from "../kubernetes/json.ts";
import { baseContainer } from "./base-container.ts";
import type { Component, Graph } from "./component.ts";
import { mergeEnvs, mergeOver } from "./merge.ts";

/**
 * Builds the container `main` before the changes for several nodes: defaults by type, overridden by the user's
 * fields.
 */
export function mainContainer(component: Component, graph: Graph): JsonObject {
  const { main } = component;
  const base = baseContainer(component.type, component, graph);
  const env = mergeEnvs(objectsAt(base, "env"), graph.env, objectsAt(main, "env"));
  return { ...mergeOver(base, main), name: "main", env };
}

/** Merges a sidecar over a frontend's defaults, and adds the mounts of `main` that it lacks. */
export function frontendSidecar(
  sidecar: JsonObject,
  main: JsonObject,
  known: { component: Component; graph: Graph },
): JsonObject {
  const base = baseContainer("frontend", known.component, known.graph);
  const merged = mergeOver(base, sidecar);
  const own = objectsAt(merged, "volumeMounts");
  const names = new Set(own.map(({ name }) => name));
  const volumeMounts = [...own, ...objectsAt(main, "volumeMounts").filter(({ name }) => !names.has(name))];
  const env = mergeEnvs(objectsAt(base, "env"), objectsAt(sidecar, "env"));
  return { ...merged, env, ...(volumeMounts.length === 0 ? {} : { volumeMounts }) };
}
