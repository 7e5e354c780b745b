import * as z from "zod";
import { FINDINGS, GROUPS } from "../../src/check/finding.ts";
import { modelStatus, PHASES } from "../../src/deployment/model-express-status.ts";
import { REASONS } from "../../src/injection/reason.ts";
import { WARNINGS } from "../../src/injection/warning.ts";

/** What the commands print with `-o json`. `write.ts` makes JSON Schemas of them; tests hold real output against those. */

const reason = z.enum(Object.keys(REASONS) as [keyof typeof REASONS]);
const text = z.string();
const count = z.int().min(0);
const warning = z.strictObject({ code: z.enum(Object.keys(WARNINGS) as [keyof typeof WARNINGS]), detail: text });
/** RFC 6902. */
const operation = z.strictObject({ op: z.enum(["add", "replace", "test"]), path: text, value: z.json().optional() });

const derivation = z.strictObject({
  source: text.describe("The graph, such as `DynamoGraphDeployment vllm-agg`."),
  component: text,
  role: z.enum(["main", "leader", "worker", "memory-server"]),
  count: count.describe("How many pods are like it."),
  operator: text.describe("The version of Dynamo's operator whose rules are followed."),
  warnings: z.array(text).describe("The webhook's warnings to the client that applies the graph."),
  refused: text.optional().describe("Why the operator creates none of these pods."),
  pod: z.json().describe("`{metadata, spec}` as the operator would make it, before the patch."),
});

const target = z.strictObject({
  container: text,
  models: z.array(z.looseObject({ kind: z.enum(["hub", "local", "uri", "unknown"]) })),
});

const search = z.strictObject({ step: text, isChosen: z.boolean(), detail: text });

const story = {
  object: text.describe("Kind and name."),
  namespace: text,
  isOptedIn: z.boolean().optional().describe("Absent: it is not known."),
  derivation: derivation.optional(),
  outcome: z.enum(["inject", "skip"]),
  reason,
  sentence: text,
  link: text,
  detail: text.optional().describe("Of outcome skip."),
  mode: z.enum(["shared", "stream", "env"]).optional(),
  models: z.array(text).optional().describe("What is pulled."),
  role: text.optional(),
  dynamoNamespace: text.optional(),
  targets: z.array(target),
  search: z.array(search).describe("The steps in which an instance was looked for."),
  warnings: z.array(warning),
  patch: z.array(operation),
};

const admitted = z.union([
  z.strictObject({
    version: text,
    config: text,
    mode: text,
    url: text.optional(),
    from: text,
    volume: text.optional(),
    models: z.array(text),
    containers: z.array(text),
    peers: z.array(text).describe("Containers whose engines load from peers."),
  }),
  z.literal("unreadable"),
]);

const livePod = {
  ...story,
  state: z
    .strictObject({ text, isTrouble: z.boolean(), hints: z.array(text) })
    .describe("How the pod is, in one line."),
  admitted: admitted.nullable().describe("What it got when it was created."),
  pull: z
    .strictObject({
      text,
      isFailing: z.boolean(),
      message: text.optional(),
      fix: text.optional().describe("The way out, where the message has none."),
      restarts: count,
      progress: text.nullable().describe("The last line of its log while it runs."),
    })
    .nullable(),
  miss: text.optional().describe("Why it was not injected, although it would be now."),
  unread: z.array(text).describe("What may not be read."),
};

const named = z.strictObject({ name: text, ...livePod });

export const OUTPUTS = {
  explain: z.array(z.strictObject({ file: text, ...story })).describe("`explain -f`, and `inject -o patch`."),
  "explain-pod": z.strictObject(livePod).describe("`explain pod NAME`."),
  "explain-graph": z
    .strictObject({
      graph: text,
      namespace: text,
      isOptedIn: z.boolean().optional(),
      operator: text,
      instances: z.array(z.strictObject({ service: text, users: count, passedOver: text.nullable() })),
      kinds: z.array(z.strictObject({ ...story, pods: z.array(named) })),
      others: z.array(named).describe("Pods with the graph's label that none of its components makes."),
      unread: z.array(text),
    })
    .describe("`explain graph NAME`."),
  "check-manifests": z
    .strictObject({
      isHealthy: z.boolean(),
      pods: z.array(
        z.strictObject({
          file: text,
          object: text,
          namespace: text,
          pods: count,
          reason,
          isProblem: z.boolean(),
          pulls: z.array(text),
          offline: z.array(text).describe("Containers."),
          online: z.array(text),
          unknown: z.array(text),
          notes: z.array(text),
        }),
      ),
    })
    .describe("`check -f`."),
  check: z
    .strictObject({
      isHealthy: z.boolean(),
      findings: z.array(
        z.strictObject({
          level: z.enum(["ok", "note", "unchecked", "problem"]),
          group: z.enum(GROUPS),
          code: z.enum(Object.keys(FINDINGS) as [keyof typeof FINDINGS]),
          subject: text,
          message: text,
          namespace: text.optional(),
        }),
      ),
      instances: z.array(
        z.strictObject({
          service: text,
          serves: text,
          url: text,
          claim: text.nullable(),
          claimPhase: text.nullable(),
          accessModes: z.array(text),
          ready: count.nullable(),
          health: z.looseObject({}).nullable(),
          pods: z.array(z.strictObject({ namespace: text, name: text, graph: text.nullable() })),
        }),
      ),
    })
    .describe("`check`."),
  models: z
    .array(
      z.strictObject({
        namespace: text,
        name: text,
        models: z.array(
          z.strictObject({
            ...modelStatus.shape,
            phase: z
              .enum([...PHASES, "Unknown"])
              .describe("`Unknown`: pods pull it, and it is not one of `status.models`."),
            isListed: z.boolean().describe("Whether it is one of `spec.models`."),
            pods: z.array(text).describe("`namespace/name` of those that pull it."),
          }),
        ),
      }),
    )
    .describe("`models`."),
  prefetch: z.strictObject(modelStatus.shape).describe("`prefetch MODEL`."),
  adopt: z
    .strictObject({
      service: text,
      serves: text,
      url: text,
      claim: text.nullable(),
      isChanged: z.boolean(),
      isDryRun: z.boolean(),
      marks: z.array(text),
      health: z.looseObject({}).nullable(),
      reason,
      warnings: z.array(warning),
      missing: z.array(text),
      notes: z.array(text),
    })
    .describe("`adopt SERVICE`."),
} as const;

/** The JSON Schema of an output, as its file has it. */
export function schemaText(name: keyof typeof OUTPUTS): string {
  return `${JSON.stringify(z.toJSONSchema(OUTPUTS[name]), null, 2)}\n`;
}
