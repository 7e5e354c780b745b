import type { Found, Search, SearchStep } from "./search.ts";

/** The steps in their order, each with what it saw; `notes` are those of the steps that did not answer. */
export function searchStory(
  search: Search,
  notes: readonly SearchStep[],
  found: Found | undefined,
): readonly SearchStep[] {
  const { annotated, existing } = search;
  const steps: SearchStep[] = [
    { step: "annotation", isChosen: false, detail: annotated?.url ?? "the pod has no url annotation" },
    { step: "environment", isChosen: false, detail: environmentDetail(existing) },
    ...notes,
  ];
  if (found === undefined) return steps;
  const chosen = { step: found.step, isChosen: true, detail: detailOf(found) };
  const isListed = steps.some(({ step }) => step === found.step);
  return isListed ? steps.map((step) => (step.step === found.step ? chosen : step)) : [...steps, chosen];
}

function environmentDetail(existing: Search["existing"]): string {
  if (existing === undefined) return "no target sets MODEL_EXPRESS_URL or MX_SERVER_ADDRESS";
  return existing === "unknown" ? "set, from a source that admission cannot see" : existing.url;
}

function detailOf({ address, instance }: Found): string {
  const url = address === "unknown" ? "an address that admission cannot see" : address.url;
  return instance === undefined ? url : `Service ${instance.namespace}/${instance.name}, ${url}`;
}
