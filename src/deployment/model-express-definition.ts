import type { JsonObject } from "../kubernetes/json.ts";
import { SERVICE_NAME_PATTERN } from "../kubernetes/names.ts";
import { modelExpressSpec } from "./model-express-spec.ts";
import { modelExpressStatus } from "./model-express-status.ts";
import { GROUP, KIND, MODEL_EXPRESSES, VERSION } from "./model-express-type.ts";
import { structuralSchema } from "./structural-schema.ts";

const NAMES = { kind: KIND, listKind: `${KIND}List`, plural: MODEL_EXPRESSES.plural, singular: "modelexpress" };

/** Its Service is named as it is. */
const NAME_RULE = {
  rule: `self.metadata.name.matches('${SERVICE_NAME_PATTERN}')`,
  message: "the name becomes a Service's: at most 63 of a-z, 0-9 and -, beginning with a letter, and not ending with -",
};

const COLUMNS = [
  column("Serves", ".spec.dynamoNamespace", "The dynamo namespace whose pods it serves."),
  column("Ready", '.status.conditions[?(@.type=="Ready")].status', "Whether pods are given it, and it answers."),
  column("Reason", '.status.conditions[?(@.type=="Ready")].reason', "Why it is ready, or not."),
  column("URL", ".status.url", "What pods are given."),
  column("Claim", ".spec.pvc.name", "Where the models are kept."),
  { ...column("Message", '.status.conditions[?(@.type=="Ready")].message', "The reason in words."), priority: 1 },
  { ...column("Image", ".spec.image", "Of Model Express."), priority: 1 },
  { ...column("Age", ".metadata.creationTimestamp", "Since when it is there."), type: "date" },
];

/** The CustomResourceDefinition of `ModelExpress`. */
export function modelExpressDefinition(): JsonObject {
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
    description: "Deploys a Model Express server, and has the pods of its dynamo namespace use it.",
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec: structuralSchema(modelExpressSpec),
      status: structuralSchema(modelExpressStatus),
    },
    "x-kubernetes-validations": [NAME_RULE],
  };
}

function column(name: string, jsonPath: string, description: string): JsonObject {
  return { name, type: "string", jsonPath, description };
}
