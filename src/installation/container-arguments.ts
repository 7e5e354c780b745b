import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";

/** The values of a container's `--flag=value` arguments, by flag. The last of several counts. */
export type Arguments = ReadonlyMap<string, string>;

/** Reads the arguments of the named container of a Deployment, as the chart writes them. */
export function readArguments(deployment: JsonObject, container: string): Arguments {
  const spec = objectAt(objectAt(objectAt(deployment, "spec"), "template"), "spec");
  const found = objectsAt(spec, "containers").find((each) => textAt(each, "name") === container);
  const given = found === undefined ? [] : member(found, "args");
  const texts = Array.isArray(given) ? given.filter((each) => typeof each === "string") : [];
  return new Map(texts.flatMap(readFlag));
}

function readFlag(argument: string): readonly (readonly [string, string])[] {
  const [, flag, value] = /^--([^=]+)=(.*)$/s.exec(argument) ?? [];
  return flag === undefined || value === undefined ? [] : [[flag, value]];
}
