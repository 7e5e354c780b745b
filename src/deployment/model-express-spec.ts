import * as z from "zod";
import { ACCESS_MODES } from "../kubernetes/access-modes.ts";
import {
  evictionTime,
  image,
  kubernetesObject,
  labelValue,
  model,
  objectName,
  resources,
  rules,
  size,
  subPath,
  texts,
  toleration,
  variable,
} from "./spec-fields.ts";

/**
 * Redis holds the server's metadata and runs in the server's pod. 7.2 is the last version under the BSD licence, and
 * has every feature that the server needs.
 */
export const REDIS_IMAGE = "docker.io/library/redis:7.2-alpine";

/** So many models an instance may be asked to hold. */
export const MOST_MODELS = 256;

const pvc = z
  .object({
    name: objectName
      .describe("The PersistentVolumeClaim in this namespace that holds the cache.")
      .meta(rules({ rule: "self == oldSelf", message: "pvc.name is immutable: create another ModelExpress" })),
    create: z
      .boolean()
      .default(false)
      .describe("Create the claim if it does not exist. An existing claim is used as it is."),
    size: size.optional().describe("Such as 500Gi. A created claim grows with it, and never shrinks."),
    storageClass: objectName.optional().describe("The class of a created claim. Default: the cluster's default class."),
    accessMode: z
      .enum(ACCESS_MODES)
      .default("ReadWriteMany")
      .describe(
        "The access mode of a created claim. With any other than ReadWriteMany, pods stream models instead of mounting them.",
      ),
    deletionPolicy: z
      .enum(["Retain", "Delete"])
      .default("Retain")
      .describe("Whether a created claim and its models are deleted with the instance."),
    subPath: subPath.optional().describe("The folder of the claim to use as the cache. Default: the whole claim."),
    readOnly: z.boolean().default(false).describe("Whether serving containers mount the cache read-only."),
  })
  .meta(
    rules(
      { rule: "!self.create || has(self.size)", message: "create: true needs a size, such as 500Gi" },
      { rule: "self.create || self.deletionPolicy != 'Delete'", message: "deletionPolicy: Delete needs create: true" },
    ),
  );

/**
 * The spec of a `ModelExpress`. The schema of the CustomResourceDefinition is generated from it, with descriptions
 * and defaults.
 */
export const modelExpressSpec = z
  .object({
    dynamoNamespace: labelValue.describe("The dynamo namespace whose pods it serves, or `global` for every one."),
    image: image
      .optional()
      .describe(
        "The Model Express image: runs the server, and the pull in the pods that use it. Without one it is the " +
          "configuration's pull.image: one value moves a whole installation to a newer server.",
      ),
    imagePullPolicy: z.enum(["Always", "IfNotPresent", "Never"]).optional(),
    imagePullSecrets: z
      .array(z.object({ name: objectName }))
      .max(16)
      .optional(),
    weights: z
      .enum(["files", "peers"])
      .optional()
      .describe(
        "Where the engines of its pods load their weights from; the injector's configuration says it without this.",
      ),
    pvc: pvc.describe("The storage of the models."),
    models: z
      .array(model)
      .max(MOST_MODELS)
      .optional()
      .meta({ "x-kubernetes-list-type": "set" })
      .describe(
        "Brought into the cache before any pod needs them: org/name, or org/name@revision. One that is taken off the " +
          "list stays in the cache.",
      ),
    cache: z
      .object({
        eviction: z
          .object({
            unusedFor: evictionTime.describe("Such as 36h or 30d: a model that was not asked for so long is removed."),
            maxModels: z
              .int()
              .min(1)
              .max(10_000)
              .optional()
              .describe("If there are more models, those that were not asked for longest are removed."),
          })
          .optional()
          .describe("Model Express's own eviction. Off without it. It removes models even while pods read them."),
      })
      .optional()
      .describe("What becomes of models in the cache."),
    gate: z
      .enum(["enabled", "disabled"])
      .optional()
      .describe(
        "Whether its pods get a node only when their models are in the cache; their own annotation decides first.",
      ),
    huggingFaceTokenSecret: objectName
      .optional()
      .describe("A Secret in this namespace whose key HF_TOKEN is the token for gated models."),
    resources: resources.optional().describe("The resources of the server's container."),
    nodeSelector: texts.optional(),
    tolerations: z.array(toleration).max(64).optional(),
    serviceAccount: z
      .object({ annotations: texts.optional() })
      .optional()
      .describe(
        "The annotations of the server's ServiceAccount, which has no permissions in the cluster and mounts no token.",
      ),
    env: z
      .array(variable)
      .max(128)
      .optional()
      .describe("Additional variables for the server. They override ours of the same name."),
    redis: z
      .object({ image: image.default(REDIS_IMAGE), resources: resources.optional() })
      .optional()
      .describe("The Redis beside the server that holds its metadata."),
    podTemplate: z
      .object({
        metadata: z.object({ labels: texts.optional(), annotations: texts.optional() }).optional(),
        spec: kubernetesObject.optional(),
      })
      .optional()
      .describe(
        "Merged into the server's pod template, like a strategic merge patch: objects are merged, lists of named " +
          "objects by name, other lists replaced; $patch: delete and $patch: replace are supported. " +
          "The server's container is model-express, the other one redis.",
      ),
  })
  .describe("A Model Express server, its storage, and the dynamo namespace that it serves.");

export type ModelExpressSpec = z.infer<typeof modelExpressSpec>;
