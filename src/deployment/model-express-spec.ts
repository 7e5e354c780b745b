import * as z from "zod";
import { ACCESS_MODES } from "../kubernetes/access-modes.ts";
import { SERVER_IMAGE } from "../model-express/server-image.ts";
import {
  image,
  kubernetesObject,
  labelValue,
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
 * Redis keeps the server's metadata, beside it in its pod. 7.2 is the last under the BSD licence, and knows all that the
 * server asks of it.
 */
export const REDIS_IMAGE = "docker.io/library/redis:7.2-alpine";

const pvc = z
  .object({
    name: objectName
      .describe("The PersistentVolumeClaim in this namespace that holds the cache.")
      .meta(rules({ rule: "self == oldSelf", message: "an instance keeps its claim: make another ModelExpress" })),
    create: z
      .boolean()
      .default(false)
      .describe("Create the claim if it does not exist. An existing claim is used as it is."),
    size: size.optional().describe("Such as 500Gi. A claim that was made by create grows with it, and never shrinks."),
    storageClass: objectName.optional().describe("Of the claim that is made; the cluster's default class without one."),
    accessMode: z
      .enum(ACCESS_MODES)
      .default("ReadWriteMany")
      .describe(
        "Of the claim that is made. With anything but ReadWriteMany, pods stream models instead of mounting them.",
      ),
    deletionPolicy: z
      .enum(["Retain", "Delete"])
      .default("Retain")
      .describe("What becomes of a claim that was made by create, and of its models, when the instance is deleted."),
    subPath: subPath.optional().describe("The folder of the claim that is the cache; all of it without one."),
    readOnly: z.boolean().default(false).describe("Whether serving containers mount the cache read-only."),
  })
  .meta(
    rules(
      { rule: "!self.create || has(self.size)", message: "with create: true, say how large: size, such as 500Gi" },
      { rule: "self.create || self.deletionPolicy != 'Delete'", message: "deletionPolicy: Delete needs create: true" },
    ),
  );

/** What a `ModelExpress` says. The custom resource's schema is made from it, with these descriptions and defaults. */
export const modelExpressSpec = z
  .object({
    dynamoNamespace: labelValue.describe("The dynamo namespace whose pods it serves, or `global`: those of every one."),
    image: image
      .default(SERVER_IMAGE)
      .describe("Of Model Express: runs the server here, and the pull in the pods that use it."),
    imagePullPolicy: z.enum(["Always", "IfNotPresent", "Never"]).optional(),
    imagePullSecrets: z
      .array(z.object({ name: objectName }))
      .max(16)
      .optional(),
    pvc: pvc.describe("Where the models are kept."),
    huggingFaceTokenSecret: objectName
      .optional()
      .describe("A Secret in this namespace whose key HF_TOKEN is the token for gated models."),
    resources: resources.optional().describe("Of the server's container."),
    nodeSelector: texts.optional(),
    tolerations: z.array(toleration).max(64).optional(),
    serviceAccount: z
      .object({ annotations: texts.optional() })
      .optional()
      .describe("Of the server's ServiceAccount, which has no rights in the cluster and mounts no token."),
    env: z.array(variable).max(128).optional().describe("More variables for the server; one of a name beats ours."),
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
        "Laid over the pod template, for the rest, like a strategic merge patch: objects are merged, lists of named " +
          "things by their names, other lists replaced; $patch: delete and $patch: replace are understood. " +
          "The server's container is model-express, the other one redis.",
      ),
  })
  .describe("A Model Express server, its storage, and the dynamo namespace that it serves.");

export type ModelExpressSpec = z.infer<typeof modelExpressSpec>;
