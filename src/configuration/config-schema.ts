// Not `{ z }`: esbuild cannot tree-shake that object, which costs 11 MB of memory.
import * as z from "zod";
import { GATES, MODES, OFFLINES, WEIGHTS } from "../injection/settings.ts";
import { parseMountPath } from "../injection/target/mount-path.ts";
import { parseDuration } from "../kubernetes/duration.ts";
import { IMAGE_FORM, IMAGE_PATTERN, IMAGE_PREFIX_PATTERN, MOST_IMAGE_LENGTH } from "../kubernetes/image-name.ts";
import { isSubdomain } from "../kubernetes/names.ts";
import { MODEL_VOLUME_PATTERN, MOST_QUANTITY_LENGTH, QUANTITY_PATTERN } from "../kubernetes/quantity.ts";
import { isUrl } from "../model-express/address.ts";
import { SERVER_IMAGE } from "../model-express/server-image.ts";
import { peers } from "./peers-config.ts";

const CONFIG_API_VERSION = "config.modelexpress.nvidia.com/v1alpha1";
/** The `kind` of a configuration file. */
export const CONFIG_KIND = "InjectorConfiguration";

const objectName = z.string().refine(isSubdomain, "expected a Kubernetes object name");
/** Kubernetes also accepts numbers as quantities. The API server would refuse every pod with a negative one. */
const quantity = acceptQuantity(QUANTITY_PATTERN, "expected a quantity such as 500m or 200Gi");
const volumeSize = acceptQuantity(MODEL_VOLUME_PATTERN, "expected a size from 1M on, with its unit, such as 200Gi");
/** Other resources are not the pull's: it takes no devices. */
const quantities = z.strictObject({
  cpu: quantity.optional(),
  memory: quantity.optional(),
  "ephemeral-storage": quantity.optional(),
});
const image = matchImage(IMAGE_PATTERN, `expected ${IMAGE_FORM}`);
const imagePrefix = matchImage(
  IMAGE_PREFIX_PATTERN,
  "expected the start of an image's name, such as registry.example.com/org/",
);
const duration = z.string().refine((text) => parseDuration(text) !== undefined, "expected a duration such as 90m");
const url = z.string().refine(isUrl, "expected http://host:port or https://host:port");
const mountPath = z
  .string()
  .refine((path) => parseMountPath(path) === path, "expected an absolute path such as /model-express");

const pull = z.strictObject({
  image: image.default(SERVER_IMAGE),
  allowedImages: z.array(imagePrefix).optional(),
  imagePullPolicy: z.enum(["Always", "IfNotPresent", "Never"]).optional(),
  timeout: duration.default("2h"),
  resources: z.strictObject({ requests: quantities.default({}), limits: quantities.default({}) }).prefault({}),
  imagePullSecrets: z.array(objectName).default([]),
});

const stream = z
  .strictObject({ storageClass: objectName.optional(), size: volumeSize.optional() })
  .refine(({ storageClass, size }) => storageClass === undefined || size !== undefined, {
    message: "storageClass needs a size",
  });

/** The schema of an `InjectorConfiguration` file. */
export const configSchema = z.strictObject({
  apiVersion: z.literal(CONFIG_API_VERSION).default(CONFIG_API_VERSION),
  kind: z.literal(CONFIG_KIND).default(CONFIG_KIND),
  defaultUrl: url.optional(),
  globalNamespaces: z.array(objectName).default([]),
  path: mountPath.default("/model-express"),
  mode: z.enum(MODES).default("auto"),
  offline: z.enum(OFFLINES).default("auto"),
  gate: z.enum(GATES).default("disabled"),
  clusterDomain: z.union([z.literal(""), objectName], "expected a domain such as cluster.local").default(""),
  stream: stream.prefault({}),
  pull: pull.prefault({}),
  // Without a default, as all of `peers`: the hash of a configuration that is silent about them stays what it was.
  weights: z.enum(WEIGHTS).optional(),
  peers: peers.optional(),
});

/** An `InjectorConfiguration` with defaults. */
export type Config = z.infer<typeof configSchema>;

function matchImage(pattern: string, message: string) {
  return z.string().max(MOST_IMAGE_LENGTH, { error: message, abort: true }).regex(new RegExp(pattern), message);
}

function acceptQuantity(pattern: string, message: string) {
  const text = z
    .string()
    .max(MOST_QUANTITY_LENGTH, { error: message, abort: true })
    .regex(new RegExp(pattern), message);
  return z.union([z.string(), z.number().transform(String)], message).pipe(text);
}
