import type { JsonObject } from "../../kubernetes/json.ts";
import { parseAmount } from "../../kubernetes/quantity.ts";
import type { ActualState } from "../actual/actual-state.ts";
import type { Claim } from "../actual/claim.ts";
import type { ModelExpress } from "../model-express.ts";
import { buildLabels, buildOwnerReference } from "../ownership.ts";

export interface ClaimPlan {
  /** The claim to apply; `undefined` if the claim is not ours to create or change. */
  readonly object: JsonObject | undefined;
  /** How the existing claim differs from the spec, one clause each. */
  readonly differences: readonly string[];
}

/**
 * Plans the claim of an instance. Some fields of an existing claim are immutable. A claim is ours if its label names
 * this `ModelExpress`, including a claim that an earlier `ModelExpress` of the same name left behind.
 */
export function planClaim(
  instance: ModelExpress,
  { claim, storageClass }: Pick<ActualState, "claim" | "storageClass">,
): ClaimPlan {
  const { create } = instance.spec.pvc;
  if (claim === undefined) return { object: create ? newClaim(instance) : undefined, differences: [] };
  const differences = listDifferences(instance.spec.pvc, claim);
  if (!isOwnClaim(instance, claim)) return { object: undefined, differences: differences.map(({ text }) => text) };
  const growth = differences.find(({ what }) => what === "growth");
  const hindrance = growth && findHindrance(claim, storageClass?.canExpand ?? false);
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
  return buildClaim(instance, { accessModes: [accessMode], storageClass, size });
}

function ownClaim(instance: ModelExpress, claim: Claim, grows: boolean): JsonObject {
  return buildClaim(instance, { ...claim, size: grows ? (instance.spec.pvc.size ?? claim.size) : claim.size });
}

function buildClaim(
  instance: ModelExpress,
  { accessModes, storageClass, size }: Pick<Claim, "accessModes" | "storageClass" | "size">,
): JsonObject {
  const { namespace, spec } = instance;
  const owned = spec.pvc.deletionPolicy === "Delete" ? { ownerReferences: [buildOwnerReference(instance)] } : {};
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { namespace, name: spec.pvc.name, labels: buildLabels(instance), ...owned },
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

function listDifferences({ size, storageClass, accessMode }: ModelExpress["spec"]["pvc"], claim: Claim): Difference[] {
  const differences: Difference[] = [];
  const [wanted, has] = [parseAmount(size), parseAmount(claim.size)];
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

/** Why our claim cannot grow. Applying the new size would be refused each time. */
function findHindrance(claim: Claim, canExpand: boolean): string | undefined {
  if (claim.phase !== "Bound") return "it grows once it is bound";
  return canExpand ? undefined : `StorageClass ${claim.storageClass ?? "none"} does not allow expansion`;
}
