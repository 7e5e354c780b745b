import type { Plural, StoredObject } from "./fake-store.ts";

/** The selection of a list or a watch. */
export interface Selection {
  readonly plural: Plural;
  readonly namespace: string | undefined;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
}

/** Label selectors of the forms `key`, `!key`, `key=value`, `key!=value` and `key in (a, b)`; the field selector `metadata.name=x`. */
export function isSelected({ metadata }: StoredObject, selection: Selection): boolean {
  const { namespace, labelSelector = "", fieldSelector = "" } = selection;
  if (namespace !== undefined && metadata.namespace !== namespace) return false;
  if (fieldSelector !== "" && fieldSelector !== `metadata.name=${metadata.name}`) return false;
  const requirements = labelSelector.split(/,(?![^(]*\))/).filter((text) => text !== "");
  return requirements.every((requirement) => isMet(requirement, metadata.labels ?? {}));
}

function isMet(requirement: string, labels: Readonly<Record<string, string>>): boolean {
  if (requirement.startsWith("!")) return labels[requirement.slice(1)] === undefined;
  const [unequal, other] = requirement.split("!=");
  if (other !== undefined) return labels[unequal ?? ""] !== other;
  const [, key = "", operator, value = "", values = ""] =
    /^([^=\s]+)(?:(=)(.*)|\s+in\s+\((.*)\))?$/.exec(requirement) ?? [];
  const label = labels[key];
  if (label === undefined) return false;
  if (operator === "=") return label === value;
  return values === "" || values.split(/,\s*/).includes(label);
}
