import type { JsonObject } from "../kubernetes/json.ts";
import { SERVICE_NAME_PATTERN } from "../kubernetes/names.ts";
import { modelExpressSpec } from "./model-express-spec.ts";
import { modelExpressStatus } from "./model-express-status.ts";
import { GROUP, KIND, MODEL_EXPRESSES, VERSION } from "./model-express-type.ts";
import { buildStructuralSchema } from "./structural-schema.ts";

const NAMES = { kind: KIND, listKind: `${KIND}List`, plural: MODEL_EXPRESSES.plural, singular: "modelexpress" };

/** The Service has the name of the `ModelExpress`. */
const NAME_RULE = {
  rule: `self.metadata.name.matches('${SERVICE_NAME_PATTERN}')`,
  message: "the name becomes a Service's: at most 63 of a-z, 0-9 and -; starts with a letter, does not end with -",
};

const COLUMNS = [
  column("Serves", ".spec.dynamoNamespace", "The dynamo namespace whose pods it serves."),
  column("Ready", '.status.conditions[?(@.type=="Ready")].status', "Whether the server is available and pods get it."),
  column("Reason", '.status.conditions[?(@.type=="Ready")].reason', "Why it is ready, or not."),
  column("Models", ".status.modelsReady", "How many of spec.models are in the cache."),
  column("URL", ".status.url", "The address that pods get."),
  column("Claim", ".spec.pvc.name", "The storage of the models."),
  { ...column("Message", '.status.conditions[?(@.type=="Ready")].message', "The reason in words."), priority: 1 },
  { ...column("Image", ".spec.image", "The Model Express image."), priority: 1 },
  { ...column("Age", ".metadata.creationTimestamp", "The time since its creation."), type: "date" },
];

/** Builds the CustomResourceDefinition of `ModelExpress`. */
export function buildDefinition(): JsonObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${MODEL_EXPRESSES.plural}.${GROUP}` },
    spec: {
      group: GROUP,
      names: { ...NAMES, shortNames: ["mx"] },
      scope: "Namespaced",
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          additionalPrinterColumns: COLUMNS,
          schema: { openAPIV3Schema: schema() },
          subresources: { status: {} },
        },
      ],
    },
  };
}

function schema(): JsonObject {
  return {
    type: "object",
    description: "Deploys a Model Express server and makes the pods of its dynamo namespace use it.",
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec: buildStructuralSchema(modelExpressSpec),
      status: buildStructuralSchema(modelExpressStatus),
    },
    "x-kubernetes-validations": [NAME_RULE],
  };
}

function column(name: string, jsonPath: string, description: string): JsonObject {
  return { name, type: "string", jsonPath, description };
}
