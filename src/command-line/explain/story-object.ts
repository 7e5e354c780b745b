import { REASONS } from "../../injection/reason.ts";
import { linkTo } from "./chapter.ts";
import type { Explained } from "./story.ts";

/** A decision as JSON. */
export function storyObject({
  file,
  template,
  namespace,
  mutation,
  operations,
  derivation,
  isOptedIn,
}: Explained): object {
  const { reason, decision } = mutation;
  const { role, dynamoNamespace, steps = [], targets = [] } = decision.trace;
  const { outcome, sentence } = REASONS[reason];
  return {
    file,
    object: template.title,
    namespace,
    ...(isOptedIn === undefined ? {} : { isOptedIn }),
    ...(derivation === undefined ? {} : { derivation: { ...derivation, pod: template.template } }),
    outcome,
    reason,
    sentence,
    link: linkTo(reason),
    ...(decision.outcome === "skip"
      ? { detail: decision.detail }
      : { mode: decision.mode, models: decision.pull?.models ?? [] }),
    role,
    dynamoNamespace,
    targets: targets.map(({ container, detection }) => ({ container: container.name, models: detection.models })),
    search: steps,
    warnings: decision.warnings,
    patch: operations,
  };
}
