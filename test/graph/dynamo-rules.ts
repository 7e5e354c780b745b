import { isObject, type JsonObject, member, objectAt, objectsAt, textAt } from "../../src/kubernetes/json.ts";

/** A tag with a semantic version, which the operator requires of an image unless its version is set separately. */
const VERSIONED = /:v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Lists the violations of operator 1.5 and its definitions, as far as examples can commit them. */
export function refusalsOf(graph: JsonObject): readonly string[] {
  const spec = objectAt(graph, "spec");
  const isOld = textAt(graph, "apiVersion") === "nvidia.com/v1alpha1";
  const foreign = isOld ? "components" : "services";
  return [
    ...(member(spec, foreign) === undefined ? [] : [`unknown field "spec.${foreign}"`]),
    ...(isOld
      ? Object.entries(objectAt(spec, "services")).flatMap(refusalsOfService)
      : objectsAt(spec, "components").flatMap(refusalsOfComponent)),
  ];
}

function refusalsOfService([name, service]: readonly [string, unknown]): readonly string[] {
  const body = isObject(service) ? service : {};
  const image = textAt(objectAt(objectAt(body, "extraPodSpec"), "mainContainer"), "image");
  const place = `spec.services[${name}]`;
  return [...(Object.hasOwn(body, "pvc") ? [`unknown field "${place}.pvc"`] : []), ...refusalsOfImage(place, image)];
}

const TYPES = ["frontend", "worker", "prefill", "decode", "planner", "epp"];

function refusalsOfComponent(component: JsonObject, index: number): readonly string[] {
  const place = `spec.components[${index}]`;
  const type = textAt(component, "type");
  const containers = objectsAt(objectAt(objectAt(component, "podTemplate"), "spec"), "containers");
  if (containers.length === 0) return [`${place}.podTemplate.spec.containers: Required value`];
  const main = containers.find(({ name }) => name === "main") ?? {};
  const unsupported = type === undefined || TYPES.includes(type) ? [] : [`${place}.type: Unsupported value: "${type}"`];
  return [...unsupported, ...refusalsOfImage(place, textAt(main, "image"))];
}

function refusalsOfImage(place: string, image: string | undefined): readonly string[] {
  if (image === undefined) return [`${place} image: Required value`];
  return VERSIONED.test(image) ? [] : [`${place} image ${image}: its tag is no version`];
}
