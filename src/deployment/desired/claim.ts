import type { JsonObject } from "../../kubernetes/json.ts";
import { amountOf } from "../../kubernetes/quantity.ts";
import type { ActualState } from "../actual/actual-state.ts";
import type { Claim } from "../actual/claim.ts";
import type { ModelExpress } from "../model-express.ts";
import { labelsOf, ownerReference } from "../ownership.ts";

export interface ClaimPlan {
  /** The claim to apply; `undefined`: it is not ours to make or to change. */
  readonly object: JsonObject | undefined;
  /** In what the claim that is there is not as it is declared, a sentence without an end each. */
  readonly differences: readonly string[];
}

/**
 * Kubernetes does not allow some fields of an existing claim to change. A claim is ours when it carries the name of the
 * `ModelExpress`; so is one that a `ModelExpress` of that name left behind.
 */
export function planClaim(
  instance: ModelExpress,
  { claim, storageClass }: Pick<ActualState, "claim" | "storageClass">,
): ClaimPlan {
  const { create } = instance.spec.pvc;
  if (claim === undefined) return { object: create ? newClaim(instance) : undefined, differences: [] };
  const differences = differencesOf(instance.spec.pvc, claim);
  if (!isOwnClaim(instance, claim)) return { object: undefined, differences: differences.map(({ text }) => text) };
  const growth = differences.find(({ what }) => what === "growth");
  const hindrance = growth && hindranceOf(claim, storageClass?.canExpand ?? false);
  const grows = growth !== undefined && hindrance === undefined;
  const messages = differences.filter((difference) => !grows || difference !== growth);
  return {
    object: ownClaim(instance, claim, grows),
    differences: messages.map(({ what, text }) => (what === "growth" ? `${text}: ${hindrance}` : text)),
  };
}

export function isOwnClaim({ name }: ModelExpress, { instance }: { readonly instance: string | undefined }): boolean {
  return instance === name;
}

function newClaim(instance: ModelExpress): JsonObject {
  const { accessMode, storageClass, size = "" } = instance.spec.pvc;
  return claimOf(instance, { accessModes: [accessMode], storageClass, size });
}

function ownClaim(instance: ModelExpress, claim: Claim, grows: boolean): JsonObject {
  return claimOf(instance, { ...claim, size: grows ? (instance.spec.pvc.size ?? claim.size) : claim.size });
}

function claimOf(
  instance: ModelExpress,
  { accessModes, storageClass, size }: Pick<Claim, "accessModes" | "storageClass" | "size">,
): JsonObject {
  const { namespace, spec } = instance;
  const owned = spec.pvc.deletionPolicy === "Delete" ? { ownerReferences: [ownerReference(instance)] } : {};
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { namespace, name: spec.pvc.name, labels: labelsOf(instance), ...owned },
    spec: {
      accessModes,
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
      resources: { requests: { storage: size } },
    },
  };
}

interface Difference {
  readonly what: "growth" | "shrinkage" | "storageClass" | "accessMode";
  readonly text: string;
}

function differencesOf({ size, storageClass, accessMode }: ModelExpress["spec"]["pvc"], claim: Claim): Difference[] {
  const differences: Difference[] = [];
  const [wanted, has] = [amountOf(size), amountOf(claim.size)];
  if (wanted !== undefined && has !== undefined && wanted !== has) {
    const text = `its size is ${claim.size}, not ${size}`;
    differences.push(
      wanted > has ? { what: "growth", text } : { what: "shrinkage", text: `${text}: claims never shrink` },
    );
  }
  if (storageClass !== undefined && storageClass !== claim.storageClass) {
    differences.push({
      what: "storageClass",
      text: `its class is ${claim.storageClass ?? "none"}, not ${storageClass}`,
    });
  }
  if (!claim.accessModes.includes(accessMode)) {
    differences.push({ what: "accessMode", text: `it is ${claim.accessModes.join(", ")}, not ${accessMode}` });
  }
  return differences;
}

/** Why a claim of ours cannot grow: the API server would refuse it each time. */
function hindranceOf(claim: Claim, canExpand: boolean): string | undefined {
  if (claim.phase !== "Bound") return "it grows once it is bound";
  return canExpand ? undefined : `StorageClass ${claim.storageClass ?? "none"} does not allow expansion`;
}
