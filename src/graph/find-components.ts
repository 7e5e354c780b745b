import { isObject, type JsonObject, member, objectAt, objectsAt, pointerToken, textAt } from "../kubernetes/json.ts";
import { isModelExpressName } from "../model-express/keys.ts";

/** A part of a graph whose type is Model Express. */
export interface Component {
  readonly name: string;
  /** The place for messages, such as `services.ModelExpress`. */
  readonly place: string;
  /** A service of v1alpha1, or a component of v1beta1. */
  readonly kind: "service" | "component";
  readonly body: JsonObject;
  /** JSON pointers, from the graph, of everything that is removed together with it. Its own pointer is the last. */
  readonly pointers: readonly string[];
}

/**
 * Finds the Model Express of a graph in the shapes that reach admission: a service (v1alpha1) or a component
 * (v1beta1) of that type, and services with the type beside them (the proposal's first form).
 */
export function findComponents(graph: JsonObject): readonly Component[] {
  const spec = objectAt(graph, "spec");
  return [...typedServices(spec), ...besideType(spec), ...typedComponents(spec)];
}

/** Whether the graph has a component with this name, of any type. */
export function hasComponent(graph: JsonObject, name: string): boolean {
  const spec = objectAt(graph, "spec");
  const isService = isObject(member(objectAt(spec, "services"), name));
  return isService || objectsAt(spec, "components").some((component) => textAt(component, "name") === name);
}

/** Counts the components of the graph that are not among these. */
export function countOthers(graph: JsonObject, components: readonly Component[]): number {
  const spec = objectAt(graph, "spec");
  const services = Object.entries(objectAt(spec, "services")).filter(([, service]) => isObject(service));
  const pointers = [
    ...services.map(([name]) => `/spec/services/${pointerToken(name)}`),
    ...objectsAt(spec, "components").map((_, index) => `/spec/components/${index}`),
  ];
  const own = new Set(components.flatMap((component) => component.pointers));
  return pointers.filter((pointer) => !own.has(pointer)).length;
}

function typedServices(spec: JsonObject): readonly Component[] {
  return Object.entries(objectAt(spec, "services")).flatMap(([name, body]) =>
    isObject(body) && isModelExpress(body, "componentType") ? [service(name, body)] : [],
  );
}

/** Reads `services: {componentType: ModelExpress, dynamoNamespace: …, ModelExpress: {pvc: …}}`. */
function besideType(spec: JsonObject): readonly Component[] {
  const services = objectAt(spec, "services");
  if (!isModelExpress(services, "componentType")) return [];
  const shared = ["componentType", "dynamoNamespace"].filter((key) => typeof member(services, key) === "string");
  const dynamoNamespace = textAt(services, "dynamoNamespace");
  return Object.entries(services).flatMap(([name, body]) => {
    if (!isObject(body) || textAt(body, "componentType") !== undefined || !isMeant(name, body)) return [];
    const whole = dynamoNamespace === undefined ? body : { dynamoNamespace, ...body };
    return [service(name, whole, shared)];
  });
}

/** Whether an untyped service is the one that the type beside it describes. */
function isMeant(name: string, body: JsonObject): boolean {
  return isNamedSo(name) || Object.hasOwn(body, "pvc");
}

function typedComponents(spec: JsonObject): readonly Component[] {
  const components = member(spec, "components");
  return (Array.isArray(components) ? components : []).flatMap((body, index) => {
    if (!isObject(body) || !isModelExpress(body, "type")) return [];
    const name = textAt(body, "name") ?? "";
    const pointers = [`/spec/components/${index}`];
    return [{ name, place: `components[${index}]`, kind: "component" as const, body, pointers }];
  });
}

/**
 * Finds the proposal's alternative form, `ModelExpress` as a member of the graph or of its spec. The API server drops
 * it without a warning.
 */
export function findTopLevel(graph: JsonObject): readonly Component[] {
  return [...topLevel(graph, ""), ...topLevel(objectAt(graph, "spec"), "/spec")];
}

function topLevel(object: JsonObject, inside: string): readonly Component[] {
  return Object.entries(object).flatMap(([name, body]) => {
    if (!isObject(body) || !isNamedSo(name)) return [];
    const pointers = [`${inside}/${pointerToken(name)}`];
    return [{ name, place: `${inside.slice(1)}${inside && "."}${name}`, kind: "service" as const, body, pointers }];
  });
}

const WITH_NUMBER = /^([A-Za-z_-]*)\d*$/;

function isNamedSo(name: string): boolean {
  const [, word = ""] = WITH_NUMBER.exec(name) ?? [];
  return isModelExpressName(word);
}

function service(name: string, body: JsonObject, shared: readonly string[] = []): Component {
  const pointers = [...shared, name].map((key) => `/spec/services/${pointerToken(key)}`);
  return { name, place: `services.${name}`, kind: "service", body, pointers };
}

function isModelExpress(object: JsonObject, key: string): boolean {
  return isModelExpressName(textAt(object, key) ?? "");
}
