import * as z from "zod";

export const CONDITIONS = ["ClaimReady", "Available", "Ready"] as const;
export type ConditionType = (typeof CONDITIONS)[number];

const condition = z.object({
  type: z.string().max(316),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z.string().max(1024),
  message: z.string().max(32_768),
  observedGeneration: z.int().optional(),
  lastTransitionTime: z.string().meta({ format: "date-time" }),
});

/** The status of a `ModelExpress`. */
export const modelExpressStatus = z
  .object({
    observedGeneration: z.int().optional().describe("The generation of the spec that this status describes."),
    url: z.string().optional().describe("The address that pods get."),
    claim: z.string().optional().describe("The PersistentVolumeClaim that holds the cache."),
    conditions: z
      .array(condition)
      .optional()
      .meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] })
      .describe(
        "ClaimReady: the claim is bound, or waits for its first pod only. Available: the server answers. " +
          "Ready: both, and pods get it.",
      ),
  })
  .describe("Written by the controller.");

export type ModelExpressStatus = z.infer<typeof modelExpressStatus>;
export type Condition = z.infer<typeof condition>;
