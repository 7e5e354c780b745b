import { describe, expect, it } from "vitest";
import type { StorageClass } from "../../src/deployment/actual/claim.ts";
import { planClaim } from "../../src/deployment/desired/claim.ts";
import { actualClaim, actualState, declare } from "./declare.ts";

const expandable: StorageClass = { name: "fast", isDefault: false, canExpand: true, waitsForPod: false };
const pvc = { name: "models", create: true, size: "10Gi", storageClass: "fast" };
const foreign = { instance: undefined };

describe("the plan of a claim", () => {
  it("creates none unless requested", () => {
    expect(planClaim(declare(), actualState({ claim: undefined }))).toEqual({ object: undefined, differences: [] });
  });

  it("leaves another owner's claim alone and reports each difference", () => {
    const claim = actualClaim({ ...foreign, size: "5Gi", storageClass: "slow", accessModes: ["ReadWriteOnce"] });

    expect(planClaim(declare({ pvc }), actualState({ claim }))).toEqual({
      object: undefined,
      differences: [
        "its size is 5Gi, not 10Gi",
        "its class is slow, not fast",
        "it is ReadWriteOnce, not ReadWriteMany",
      ],
    });
  });

  it.each([
    ["1Ti", "1024Gi"],
    ["10Gi", "10737418240"],
    ["1.5Gi", "1536Mi"],
  ])("finds no difference between %s and %s", (size, has) => {
    expect(
      planClaim(declare({ pvc: { ...pvc, size } }), actualState({ claim: actualClaim({ size: has }) })).differences,
    ).toEqual([]);
  });

  it.each([
    {
      what: "grows where it can",
      size: "20Gi",
      change: {},
      storageClass: expandable,
      applied: "20Gi",
      differences: [],
    },
    {
      what: "waits until it is bound",
      size: "20Gi",
      change: { phase: "Pending" },
      storageClass: expandable,
      applied: "10Gi",
      differences: ["its size is 10Gi, not 20Gi: it grows once it is bound"],
    },
    {
      what: "stays as it is where its class does not let it",
      size: "20Gi",
      change: {},
      storageClass: { ...expandable, canExpand: false },
      applied: "10Gi",
      differences: ["its size is 10Gi, not 20Gi: StorageClass fast does not allow expansion"],
    },
    {
      what: "stays as it is where it has no class",
      size: "20Gi",
      change: {},
      storageClass: undefined,
      applied: "10Gi",
      differences: ["its size is 10Gi, not 20Gi: StorageClass fast does not allow expansion"],
    },
    {
      what: "never shrinks",
      size: "5Gi",
      change: {},
      storageClass: expandable,
      applied: "10Gi",
      differences: ["its size is 10Gi, not 5Gi: claims never shrink"],
    },
  ])("of its own $what", ({ size, change, storageClass, applied, differences }) => {
    const plan = planClaim(
      declare({ pvc: { ...pvc, size } }),
      actualState({ claim: actualClaim(change), storageClass }),
    );

    expect(plan.object).toMatchObject({ spec: { resources: { requests: { storage: applied } } } });
    expect(plan.differences).toEqual(differences);
  });

  it("never changes an immutable field", () => {
    const claim = actualClaim({ storageClass: "slow", accessModes: ["ReadWriteOnce"] });

    expect(planClaim(declare({ pvc }), actualState({ claim })).object).toMatchObject({
      spec: { storageClassName: "slow", accessModes: ["ReadWriteOnce"] },
    });
  });

  it("keeps its own claim when the spec no longer requests one", () => {
    const plan = planClaim(declare({ pvc: { name: "models" } }), actualState());

    expect(plan.object).toMatchObject({ spec: { resources: { requests: { storage: "10Gi" } } } });
    expect(plan.object).not.toHaveProperty("metadata.ownerReferences");
  });
});
