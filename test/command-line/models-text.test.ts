import { expect, test } from "vitest";
import { formatModels, type InstanceModels } from "../../src/command-line/models/models-text.ts";

const models = [
  {
    ...{ name: "Qwen/Qwen3-0.6B", phase: "Ready", bytes: 3 * 2 ** 29, resolvedRevision: "0123456789abcdef" },
    ...{ pods: ["a", "b"], isListed: true },
  },
  { name: "org/b", phase: "Failed", pods: [], isListed: false, message: "no such model" },
] as unknown as InstanceModels["models"];
const INSTANCES: readonly InstanceModels[] = [{ namespace: "team", name: "mx", models }];

const TABLE = `ModelExpress team/mx
  MODEL               PHASE   SIZE     COMMIT        PODS  MESSAGE
  Qwen/Qwen3-0.6B     Ready   1.5 GiB  0123456789ab  2
  org/b (not listed)  Failed  -                      0     no such model
`;

test.each([undefined, 200, 72])("models are a table on a terminal of %s columns", (columns) => {
  expect(formatModels(INSTANCES, columns)).toBe(TABLE);
});

test.each([71, 40, 20])("models are blocks where %s columns are too few for the table", (columns) => {
  expect(formatModels(INSTANCES, columns)).toBe(`ModelExpress team/mx
  Qwen/Qwen3-0.6B
    phase: Ready
    size: 1.5 GiB
    commit: 0123456789ab
    pods: 2
  org/b (not listed)
    phase: Failed
    size: -
    pods: 0
    message: no such model
`);
});

test("an instance without models names the command that adds one", () => {
  expect(formatModels([{ namespace: "team", name: "mx", models: [] }])).toBe(
    "ModelExpress team/mx\n  no models: list some in spec.models, or run: model-express-injector prefetch MODEL -n team --instance mx\n",
  );
});
