import { textAt } from "../../kubernetes/json.ts";
import { INJECT_LABEL } from "../../model-express/keys.ts";
import type { Pod } from "../pod/pod.ts";

/**
 * A policy in the pod's confidential VM, which admits only the containers, variables and mounts of the manifest that it was
 * made from (Kata Containers, "genpolicy"; the second one may have a policy).
 */
const POLICIES = ["io.katacontainers.config.agent.policy", "io.katacontainers.config.hypervisor.cc_init_data"];

/** The mark of a pod that a policy seals, for messages. The pod's own label says that its policy admits what we add. */
export function sealMark({ annotations, labels }: Pick<Pod, "annotations" | "labels">): string | undefined {
  const policy = POLICIES.find((key) => textAt(annotations, key) !== undefined);
  return policy === undefined || textAt(labels, INJECT_LABEL) === "enabled" ? undefined : `annotation ${policy}`;
}
