import { KUBECTL_STYLE } from "@model-express-injector/yaml-weaving/block-style.ts";
import { blockLines } from "@model-express-injector/yaml-weaving/block-text.ts";
import { applyPatch } from "../../apply-patch.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { DecidedTemplate } from "../manifests/decide-manifests.ts";
import type { Colors } from "../terminal.ts";
import { formatDiff } from "./diff.ts";

/** A derived pod as a PodTemplate, which runs nothing if it is applied by mistake beside its graph. */
export function derivedTemplate(decided: DecidedTemplate): JsonObject {
  const { namespace, operations } = decided;
  const pod = applyPatch(decided.template.template, operations);
  return { apiVersion: "v1", kind: "PodTemplate", metadata: { name: nameFile(decided), namespace }, template: pod };
}

/** The same as a YAML document. */
export function derivedDocument(decided: DecidedTemplate): string {
  return `---\n# ${formatHead(decided)}\n${formatObject(derivedTemplate(decided))}`;
}

/** The additions to a derived pod, as a diff. */
export function derivedDiff(decided: DecidedTemplate, colors: Colors): string {
  const name = `${decided.file} (${decided.template.title})`;
  const source = formatObject(derivedTemplate({ ...decided, operations: [] }));
  return formatDiff({ name, source }, formatObject(derivedTemplate(decided)), colors);
}

function formatObject(object: JsonObject): string {
  return `${blockLines(object, KUBECTL_STYLE).join("\n")}\n`;
}

function formatHead({ template, derivation }: DecidedTemplate): string {
  const { count = 1, operator = "" } = derivation ?? {};
  const pods = count === 1 ? "One pod" : `${count} pods`;
  return `${pods} of ${template.title}, derived by the rules of Dynamo's operator ${operator}. Do not apply it: apply the graph.`;
}

function nameFile({ template, derivation }: DecidedTemplate): string {
  const { role = "main", component = "" } = derivation ?? {};
  const graph = derivation?.source.split(" ")[1] ?? template.title;
  return [graph, component.toLowerCase(), ...(role === "main" ? [] : [role])].join("-");
}
