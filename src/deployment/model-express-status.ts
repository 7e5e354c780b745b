import * as z from "zod";

export const CONDITIONS = ["ClaimReady", "Available", "Ready"] as const;
export type ConditionType = (typeof CONDITIONS)[number];

/** The additional condition of an instance with `spec.models`. */
export const MODELS_CONDITION = "ModelsReady";

/** The phases of a model. */
export const PHASES = ["Pending", "Downloading", "Ready", "Failed"] as const;
export type Phase = (typeof PHASES)[number];

const time = z.string().meta({ format: "date-time" });

/** What is known of one model. */
export const modelStatus = z.object({
  name: z.string().max(1024).describe("Without the revision."),
  revision: z.string().max(256).optional().describe("The one that was asked for."),
  resolvedRevision: z.string().max(64).optional().describe("The commit that is in the cache."),
  phase: z.enum(PHASES),
  bytes: z.int().optional().describe("In the cache, or so far; absent where the claim is the server's alone."),
  startTime: time.optional().describe("When the last pull began."),
  completionTime: time.optional().describe("When the last pull ended."),
  attempts: z.int().optional().describe("Pulls that failed one after another, and the one that runs."),
  message: z.string().max(1024).optional().describe("The cause, and what comes next."),
});

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
    cacheId: z
      .string()
      .max(1024)
      .optional()
      .describe("Which volume `models` is about: the uid of the claim, and the sub-path."),
    modelsReady: z.string().max(64).optional().describe("How many of spec.models are in the cache, such as 3/4."),
    models: z
      .array(modelStatus)
      .optional()
      .describe("What is known of the cache: each of spec.models, and what else was brought for pods."),
    conditions: z
      .array(condition)
      .optional()
      .meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] })
      .describe(
        "ClaimReady: the claim is bound, or waits for its first pod only. Available: the server answers. " +
          "Ready: both, and pods get it. ModelsReady: each of spec.models is in the cache.",
      ),
  })
  .describe("Written by the controller.");

export type ModelExpressStatus = z.infer<typeof modelExpressStatus>;
export type ModelStatus = z.infer<typeof modelStatus>;
export type Condition = z.infer<typeof condition>;
