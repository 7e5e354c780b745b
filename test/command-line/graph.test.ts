import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { refusalsOf } from "../graph/dynamo-rules.ts";
import {
  DEDICATED_SERVICE,
  FRONTEND,
  GLOBAL_SERVICE,
  HEADER,
  inGraph,
  NESTED,
  PLACEHOLDER,
  TOP_LEVEL,
} from "../graph/proposal.ts";
import { EXAMPLES, type Outcome, run } from "./run.ts";

function graph(input: string, ...flags: readonly string[]): Promise<Outcome> {
  return run(["graph", "-f", "-", ...flags], { input });
}

/** The header above is indented by four, which is preserved. */
function annotated(instances: string): string {
  return `${HEADER}    annotations:
        modelexpress.nvidia.com/instances: |
${instances.replaceAll(/^(?=.)/gm, "            ")}`;
}

const CLAIM = `  pvc:
    name: model-express-pvc
    size: 10Gi
    storageClass: standard
    create: true
`;

describe("the proposal's forms in a graph", () => {
  test.each([
    ["the type beside the service", inGraph(GLOBAL_SERVICE), "services.ModelExpress"],
    ["the type in the service", NESTED, "services.ModelExpress"],
  ])("%s: becomes an annotation, and the rest stays as it was", async (_form, text, place) => {
    const { code, out, err } = await graph(text);

    const comment = text.includes("# top") ? "# top level attribute in DynamoOperator CRD\n" : "";
    expect(out).toBe(
      `${annotated(`ModelExpress:\n  dynamoNamespace: global\n${CLAIM}`)}${comment}spec:\n    services:\n${FRONTEND}`,
    );
    expect(code).toBe(0);
    expect(err).toBe(
      `standard input: DynamoGraphDeployment vllm-agg: ${place} becomes the annotation modelexpress.nvidia.com/instances, because Dynamo's API has no place for it; it serves every dynamo namespace\n`,
    );
  });

  test("the alternative, at the top level, becomes one too", async () => {
    const { code, out } = await graph(inGraph(TOP_LEVEL));

    const image = "  image: nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1\n";
    expect(out).toBe(
      `${annotated(`ModelExpress:\n  dynamoNamespace: global\n${image}${CLAIM}`)}spec:\n    services:\n${FRONTEND}`,
    );
    expect(code).toBe(0);
  });

  test("warns of a dynamo namespace that is not the graph's", async () => {
    const { code, out, err } = await graph(inGraph(DEDICATED_SERVICE), "-n", "inference");

    expect(code).toBe(0);
    expect(out).toContain("ModelExpress1:\n              dynamoNamespace: MY_DYN_NAMESPACE\n");
    expect(err).toContain("it serves the dynamo namespace MY_DYN_NAMESPACE");
    expect(err).toContain(
      "  warning: ModelExpress1 serves the dynamo namespace MY_DYN_NAMESPACE, and this graph's pods are in inference-vllm-agg: leave it out\n",
    );
  });

  test("reports a placeholder and changes nothing", async () => {
    const { code, out, err } = await graph(inGraph(PLACEHOLDER));

    expect(code).toBe(3);
    expect(out).toBe(inGraph(PLACEHOLDER));
    expect(err).toContain(
      "left as it is: ModelExpress.dynamoNamespace: expected one such as inference-vllm-agg, or global",
    );
  });
});

describe("the proposal's snippet by itself", () => {
  test.each([
    ["the service", GLOBAL_SERVICE, "modelexpress", "global"],
    ["the dedicated service", DEDICATED_SERVICE, "modelexpress1", "MY_DYN_NAMESPACE"],
    ["the top level", TOP_LEVEL, "modelexpress", "global"],
  ])("%s becomes a ModelExpress", async (_form, text, name, dynamoNamespace) => {
    const { code, out, err } = await graph(text);

    expect(code).toBe(0);
    expect(out).toMatch(
      /^# top level attribute in DynamoOperator CRD\napiVersion: modelexpress\.nvidia\.com\/v1alpha1\n/,
    );
    expect(parse(out)).toMatchObject({
      kind: "ModelExpress",
      metadata: { name },
      spec: {
        dynamoNamespace,
        pvc: { name: "model-express-pvc", size: "10Gi", storageClass: "standard", create: true },
      },
    });
    expect(err).toContain("because there is no graph around it");
  });

  test("requires the dynamo namespace", async () => {
    const { code, out, err } = await graph(TOP_LEVEL.replace('    dynamoNamespace: "global"\n', ""));

    expect(code).toBe(3);
    expect(out).toContain("ModelExpress:\n    pvc:");
    expect(err).toContain(
      "ModelExpress.dynamoNamespace: is missing; expected one such as inference-vllm-agg, or global",
    );
  });

  test("in a graph without any other component, which Dynamo refuses, becomes one that serves that graph", async () => {
    const alone = `${HEADER}${GLOBAL_SERVICE.replace(/ *dynamoNamespace.*\n/, "")}`;

    const { out, err } = await graph(alone, "-n", "inference");

    expect(parse(out)).toMatchObject({
      kind: "ModelExpress",
      metadata: { name: "vllm-agg-modelexpress" },
      spec: { dynamoNamespace: "inference-vllm-agg" },
    });
    expect(err).toContain("because Dynamo refuses a graph without any other component");
  });

  test("several become a list", async () => {
    const { out } = await graph(`${GLOBAL_SERVICE}        Second:\n            pvc: {name: other}\n`);

    expect(parse(out)).toMatchObject({
      kind: "List",
      items: [{ metadata: { name: "modelexpress" } }, { metadata: { name: "second" } }],
    });
  });
});

describe("other forms", () => {
  test("a component of v1beta1, and a member of the spec", async () => {
    const { out } = await graph(`apiVersion: nvidia.com/v1beta1
kind: DynamoGraphDeployment
metadata: {name: g}
spec:
  components:
    - name: ModelExpress
      type: ModelExpress
      pvc: {name: a}
    - name: Frontend
      type: frontend
  modelExpress2: {pvc: {name: b, subPath: x}}
`);

    const object = parse(out) as { metadata: { annotations: Record<string, string> }; spec: unknown };
    expect(object.spec).toEqual({ components: [{ name: "Frontend", type: "frontend" }] });
    expect(parse(object.metadata.annotations["modelexpress.nvidia.com/instances"] ?? "")).toEqual({
      ModelExpress: { pvc: { name: "a" } },
      modelExpress2: { pvc: { name: "b", subPath: "x" } },
    });
  });

  test("an existing declaration of the annotation is kept", async () => {
    const text = NESTED.replace(
      "    name: vllm-agg\n",
      "    name: vllm-agg\n    annotations: {modelexpress.nvidia.com/instances: 'Other: {pvc: {name: o}}'}\n",
    );

    const { code, out, err } = await graph(text);

    const { metadata } = parse(out) as { metadata: { annotations: Record<string, string> } };
    expect(code).toBe(0);
    expect(Object.keys(parse(metadata.annotations["modelexpress.nvidia.com/instances"] ?? "") as object)).toEqual([
      "Other",
      "ModelExpress",
    ]);
    expect(err).toContain("standard input:1: rewritten, without its comments");
  });

  test("graphs in Lists and beside other documents, which stay as they are", async () => {
    const item = NESTED.replaceAll(/^(?=.)/gm, "    ").replace("    ", "  - ");
    const text = `# first\nkind: ConfigMap\napiVersion: v1 # kept\n---\napiVersion: v1\nkind: List\nitems:\n${item}`;

    const { out } = await graph(text);

    expect(out.startsWith("# first\nkind: ConfigMap\napiVersion: v1 # kept\n---\n")).toBe(true);
    const [, list] = parseAllDocuments(out).map((document) => document.toJS() as object);
    expect(list).toHaveProperty(["items", 0, "metadata", "annotations", "modelexpress.nvidia.com/instances"]);
    expect(list).not.toHaveProperty(["items", 0, "spec", "services", "ModelExpress"]);
  });

  test("a graph that is as it should be, and its own output", async () => {
    const once = await graph(NESTED);
    const twice = await graph(once.out);

    expect(twice).toEqual({
      code: 0,
      out: once.out,
      err: "standard input: DynamoGraphDeployment vllm-agg: nothing to change\n",
    });
  });

  test("an annotation that is wrong, with its place", async () => {
    const wrong = `${HEADER}    annotations:\n        modelexpress.nvidia.com/instances: |\n            ModelExpress: {pvc: {name: a, siez: 1Gi}}\n`;

    const { code, out, err } = await graph(wrong, "-q");

    expect({ code, out }).toEqual({ code: 3, out: wrong });
    expect(err).toContain("ModelExpress.pvc.siez: a ModelExpress has no such field");
  });

  test("no graph at all", async () => {
    const { code, out, err } = await graph("kind: Pod\napiVersion: v1\n");

    expect({ code, out }).toEqual({ code: 0, out: "kind: Pod\napiVersion: v1\n" });
    expect(err).toBe("no DynamoGraphDeployment in the input, and no part of one that is ModelExpress; it has Pod\n");
  });
});

describe("a misspelt graph", () => {
  const WORKER = "    W: {componentType: worker}\n";
  const OLD = "apiVersion: nvidia.com/v1alpha1\nkind: DynamoGraphDeployment\nmetadata: {name: g}\n";

  test.each([
    ["services", `${OLD}spec:\n  servces:\n${WORKER}`, "unknown field spec.servces: did you mean services?"],
    ["spec", `${OLD}specs:\n  services:\n${WORKER}`, "unknown field specs: did you mean spec?"],
    [
      "components",
      `${OLD.replace("v1alpha1", "v1beta1")}spec:\n  Component: [{name: W, type: worker}]\n`,
      "unknown field spec.Component: did you mean components?",
    ],
    [
      "the version's field",
      `${OLD}spec:\n  other: 1\n`,
      "name them under spec.components (v1beta1) or spec.services (v1alpha1)",
    ],
  ])("without components because of %s is a problem, as for the other commands", async (_what, text, cause) => {
    const { code, out, err } = await graph(text, "-q");

    expect({ code, out, err }).toEqual({
      code: 3,
      out: text,
      err: `standard input: DynamoGraphDeployment g: left as it is: it has no component that makes pods; ${cause}\n`,
    });
    for (const command of ["explain", "inject", "check"]) {
      expect(await run([command, "-f", "-"], { input: text })).toMatchObject({
        code: 3,
        err: `error: standard input: DynamoGraphDeployment g has no component that makes pods; ${cause}\n`,
      });
    }
  });

  test("with components is warned of", async () => {
    const { code, err } = await graph(`${OLD}spec:\n  backendFramwork: vllm\n  services:\n${WORKER}`);

    expect({ code, err }).toEqual({
      code: 0,
      err: `standard input: DynamoGraphDeployment g: nothing to change
  warning: unknown field spec.backendFramwork: did you mean backendFramework?
`,
    });
  });

  test.each([
    ["ModelExpres", "services.MX", OLD, "services:\n    MX: {componentType: ModelExpres}\n"],
    ["model_exprss", "services", OLD, "services:\n    componentType: model_exprss\n    MX: {pvc: {name: c}}\n"],
  ])("whose type is %s is warned of", async (type, place, header, rest) => {
    const { code, err } = await graph(`${header}spec:\n  ${rest}`);

    expect(code).toBe(0);
    expect(err).toContain(`  warning: spec.${place}.componentType is ${type}: did you mean ModelExpress?\n`);
  });
});

describe("outputs", () => {
  test("the example, as a difference that touches nothing else", async () => {
    const { out, err } = await run(["graph", "-f", join(EXAMPLES, "graph.yaml"), "-o", "diff", "-q"]);

    expect(err).toBe("");
    expect(out).toMatch(/^\+\+\+ .*graph\.yaml \(for kubectl\)$/m);
    const removed = out
      .split("\n")
      .filter((line) => /^-(?!-)/.test(line))
      .map((line) => line.slice(1));
    const source = readFileSync(join(EXAMPLES, "graph.yaml"), "utf8").split("\n");
    expect(removed).toEqual(source.slice(9, 16));
  });

  test("JSON", async () => {
    const { out } = await graph(NESTED, "-o", "json");

    expect(JSON.parse(out)).toHaveProperty(["metadata", "annotations", "modelexpress.nvidia.com/instances"]);
    expect((await graph(`${NESTED}---\nkind: Pod\n`, "-o", "json")).out).toContain('"kind": "List"');
  });

  test("help, with examples", async () => {
    const { code, out } = await run(["graph", "--help"]);

    expect(code).toBe(0);
    expect(out).toContain("model-express-injector graph -f graph.yaml | kubectl apply -f -");
  });
});

const WORKER =
  "    - {name: Worker, type: worker, podTemplate: {spec: {containers: [{name: main, image: 'vllm-runtime:1.0.0'}]}}}\n";

describe("the proposal's words in today's apiVersion", () => {
  const start = "apiVersion: nvidia.com/v1beta1\nkind: DynamoGraphDeployment\nmetadata: {name: form}\nspec:\n";
  const service = "    ModelExpress: {componentType: ModelExpress, pvc: {name: c, size: 1Gi, create: true}}\n";

  test("leave no empty services behind, which kubectl refuses", async () => {
    const { code, out, err } = await graph(`${start}  services:\n${service}  components:\n${WORKER}`);
    expect(code).toBe(0);
    expect(parse(out)).toMatchObject({ spec: { components: [{ name: "Worker" }] } });
    expect((parse(out) as { spec: object }).spec).not.toHaveProperty("services");
    expect(err).not.toContain("warning");
  });

  test("are reported beside other services that kubectl refuses, too", async () => {
    const other = "    Frontend: {componentType: frontend}\n";
    const { err } = await graph(`${start}  services:\n${service}${other}`);
    expect(err).toContain(
      "  warning: unknown field spec.services: did you mean components, or apiVersion nvidia.com/v1alpha1?\n",
    );
  });
});

test("the rewritten example is a graph that Dynamo's operator accepts", async () => {
  const { code, out } = await run(["graph", "-f", join(EXAMPLES, "graph.yaml")]);
  expect(code).toBe(0);
  expect(refusalsOf(parse(out) as JsonObject)).toEqual([]);
  expect(refusalsOf(parse(readFileSync(join(EXAMPLES, "graph.yaml"), "utf8")) as JsonObject)).not.toEqual([]);
});

test("a misspelt key is reported with the right one", async () => {
  const text = `${HEADER}spec:\n    services:\n        ModelExpress: {componentType: ModelExpress, pvc: {nme: x}}\n${FRONTEND}`;
  const { code, err } = await graph(text);
  expect(code).toBe(3);
  expect(err).toContain("ModelExpress.pvc.name is missing (pvc has the unknown key nme: did you mean name?)");
});
