import { z } from "zod";
import type { JsonValue } from "../../../src/kubernetes/json.ts";

const json: z.ZodType<JsonValue> = z.json();
const object = z.record(z.string(), json);
const texts = z.array(z.string());
const mode = z.enum(["shared", "stream", "env"]);

const container = z.strictObject({
  like: z.string().optional(),
  injected: mode.optional(),
  image: z.string().nullish(),
  command: texts.nullish(),
  args: texts.nullish(),
  workingDir: z.string().optional(),
  lifecycle: object.optional(),
  env: z.union([z.record(z.string(), z.union([z.string(), z.null(), object])), z.array(object)]).optional(),
  envFrom: z.array(object).optional(),
  mounts: z.record(z.string(), z.union([z.string(), object])).optional(),
  volumeMounts: json.optional(),
  volumeDevices: z.array(object).optional(),
  ports: z.array(object).optional(),
  resources: object.optional(),
  securityContext: object.optional(),
  restartPolicy: z.string().optional(),
});
const containers = z.record(z.string(), container);

const pod = z.strictObject({
  base: z.string().optional(),
  literal: object.optional(),
  metadata: object.optional(),
  labels: object.optional(),
  annotations: object.nullish(),
  spec: object.optional(),
  main: container.optional(),
  containers: containers.optional(),
  initContainers: containers.optional(),
  volumes: z.record(z.string(), object).optional(),
});

const clusterObject = z.union([
  z.strictObject({
    service: z.string(),
    namespace: z.string().optional(),
    created: z.string().optional(),
    serves: z.string().optional(),
    labels: object.optional(),
    annotations: object.optional(),
    ports: z.record(z.string(), z.number()).optional(),
    spec: object.optional(),
  }),
  z.strictObject({ claim: z.string(), namespace: z.string().optional(), modes: texts.optional() }),
  z.looseObject({ apiVersion: z.string(), kind: z.string() }),
]);
const cluster = z.array(clusterObject);

const place = {
  mode: mode.optional(),
  path: z.string().optional(),
  cache: z.string().optional(),
  at: z.string().optional(),
  mount: object.optional(),
  without: texts.optional(),
  env: object.optional(),
  weights: z.literal("peers").optional(),
  command: texts.optional(),
  args: texts.optional(),
};

const pull = z.strictObject({
  position: z.number().optional(),
  timeout: z.number().optional(),
  offline: z.boolean().optional(),
  image: z.string().optional(),
  imagePullPolicy: z.string().optional(),
  resources: object.optional(),
  securityContext: object.optional(),
  env: object.optional(),
  mount: object.optional(),
});

/** The keys are in the order in which they are written. */
const expectation = z.strictObject({
  reason: z.string(),
  warnings: texts.optional(),
  patch: z.literal("whole").optional(),
  containers: texts.optional(),
  models: texts.optional(),
  offline: texts.optional(),
  from: z.string().optional(),
  url: z.string().nullish(),
  token: z.string().optional(),
  volume: z.union([z.string(), object]).optional(),
  ...place,
  on: z.record(z.string(), z.strictObject(place)).optional(),
  pull: pull.optional(),
  imagePullSecrets: texts.optional(),
  status: object.nullish(),
});

export const caseSchema = z.strictObject({
  pod: z.preprocess((value) => (typeof value === "string" ? { base: value } : value), pod.prefault({})),
  cluster: z.union([z.string(), cluster]).default("shared"),
  config: object.optional(),
  expect: z.preprocess((value) => (typeof value === "string" ? { reason: value } : value), expectation),
});

export const shapesSchema = z.strictObject({
  containers: z.record(z.string(), object),
  pods: z.record(z.string(), pod),
  clusters: z.record(z.string(), cluster),
});

export type ContainerShape = z.infer<typeof container>;
export type PodShape = z.infer<typeof pod>;
export type ClusterObject = z.infer<typeof clusterObject>;
export type PlaceExpectation = { readonly [K in keyof typeof place]?: z.infer<(typeof place)[K]> };
export type Expectation = z.infer<typeof expectation>;
export type WrittenCase = z.infer<typeof caseSchema>;
export type Shapes = z.infer<typeof shapesSchema>;

export const EXPECTATION_KEYS: readonly string[] = Object.keys(expectation.shape);
