import type { Instance } from "../../model-express/instance.ts";
import { KEY_PREFIX } from "../../model-express/keys.ts";
import { SERVICE_KEYS, type ServiceKey } from "../../model-express/service-keys.ts";
import { findNearNames } from "../../near-names.ts";
import { type Finding, findingOn } from "../finding.ts";

/** Names the keys of an instance's Service that do nothing, and what they may have been meant to be. */
export function listKeyNotes(instance: Instance, keys: readonly ServiceKey[]): readonly Finding[] {
  return keys.map((key) =>
    findingOn("KeyUnknown", instance, `its ${key.kind} ${KEY_PREFIX}${key.name} does nothing${findMeant(key)}`),
  );
}

function findMeant({ kind, name }: ServiceKey): string {
  const other = kind === "label" ? "annotation" : "label";
  const [meant] = findNearNames(name, SERVICE_KEYS[kind]);
  if (meant !== undefined) return `; did you mean ${meant}?`;
  const [elsewhere] = findNearNames(name, SERVICE_KEYS[other]);
  return elsewhere === undefined ? "" : `; ${elsewhere} is ${other === "label" ? "a label" : "an annotation"}`;
}
