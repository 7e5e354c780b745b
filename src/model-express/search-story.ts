import type { Found, Search, SearchStep } from "./search.ts";

/** Lists all steps in order with their details. `notes` are those of the steps without an answer. */
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
  const chosen = { step: found.step, isChosen: true, detail: describeFound(found) };
  const isListed = steps.some(({ step }) => step === found.step);
  return isListed ? steps.map((step) => (step.step === found.step ? chosen : step)) : [...steps, chosen];
}

function environmentDetail(existing: Search["existing"]): string {
  if (existing === undefined) return "no target sets MODEL_EXPRESS_URL or MX_SERVER_ADDRESS";
  return existing === "unknown" ? "set, but admission cannot resolve its value" : existing.url;
}

function describeFound({ address, instance }: Found): string {
  const url = address === "unknown" ? "an address that admission cannot resolve" : address.url;
  return instance === undefined ? url : `Service ${instance.namespace}/${instance.name}, ${url}`;
}
