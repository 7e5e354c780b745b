import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { applyManifest, type Manifest, manifestOf, pathOf } from "../e2e/manifests.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { type ConversionWebhook, startConversion } from "../graph/conversion.ts";
import { defineGraphs } from "../graph/definition.ts";
import { readPodSchemas } from "../graph/pod-schemas.ts";

const root = path.join(import.meta.dirname, "../../../..");

/** Files for other programs: kustomize, kind, helmfile, the injector itself. */
const OTHER_KINDS = ["Kustomization", "Cluster", "InjectorConfiguration", "AdmissionReview"];

interface Example {
  readonly place: string;
  readonly object: Manifest;
}

/** Every manifest that a user may copy: the YAML of the pages, and the files of the examples. */
function readExamples(): readonly Example[] {
  const pages = ["README.md", ...filesOf("docs", ".md"), ...filesOf("certs", ".md"), "manifests/helmfile/README.md"];
  const files = [
    ...filesOf("examples", ".yaml"),
    ...filesOf("manifests/kind", ".yaml"),
    "manifests/helmfile/namespace.yaml",
  ];
  const blocks = pages.flatMap((page) =>
    [...read(page).matchAll(/^(?:```yaml\n|kubectl apply .*<<EOF\n)([\s\S]*?)^(?:```|EOF)$/gm)].map(
      ([, text = ""], index) => [`${page}, ${index + 1}`, text] as const,
    ),
  );
  return [...blocks, ...files.map((file) => [file, read(file)] as const)].flatMap(([place, text]) =>
    parseAllDocuments(text)
      .map((document) => document.toJS() as Manifest)
      .filter((object) => typeof object?.apiVersion === "string" && !OTHER_KINDS.includes(object.kind))
      .map((object) => ({ place: `${place}: ${object.kind} ${object.metadata.name}`, object })),
  );
}

function filesOf(folder: string, extension: string): readonly string[] {
  return readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith(extension))
    .map((file) => `${folder}/${file}`);
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** examples/graph.yaml has the form of the proposal, which Dynamo's API refuses; the command `graph` rewrites it. */
const PROPOSED = "examples/graph.yaml";

describe.runIf(isOurs)("the manifests of the pages and examples, decoded strictly", () => {
  const examples = readExamples();
  let controlPlane: ControlPlane;
  let client: Client;
  let conversion: ConversionWebhook;

  beforeAll(async () => {
    controlPlane = await startControlPlane();
    client = connect(controlPlane);
    conversion = await startConversion();
    await applyManifest(client, manifestOf("CustomResourceDefinition"));
    await eventually(() => client.list("/apis/modelexpress.nvidia.com/v1alpha1/modelexpresses"));
    await defineGraphs(client, { version: "1.6", conversion }, await readPodSchemas(client));
    for (const name of [
      "default",
      "inference",
      ...new Set(examples.flatMap(({ object }) => object.metadata.namespace ?? [])),
    ]) {
      await client.apply(`/api/v1/namespaces/${name}`, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
      await client.apply(`/api/v1/namespaces/${name}/serviceaccounts/default`, {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "default" },
      });
    }
  });

  afterAll(async () => {
    client?.close();
    conversion?.close();
    await controlPlane?.stop();
  });

  /** As `kubectl apply` without server-side apply sends it; nothing is stored. */
  async function create(object: Manifest): Promise<unknown> {
    const isNamespaced = object.kind !== "Namespace";
    const namespace = object.metadata.namespace ?? "default";
    const placed = isNamespaced ? { ...object, metadata: { ...object.metadata, namespace } } : object;
    const collection = pathOf(placed).replace(/\/[^/]+$/, "");
    const answer = client.create(`${collection}?fieldValidation=Strict&dryRun=All`, placed);
    return answer.catch((error: { readonly status?: number }) => {
      // It is valid, and exists.
      if (error.status !== 409) throw error;
    });
  }

  it("are found", () => {
    expect(examples.length).toBeGreaterThan(15);
    expect(new Set(examples.map(({ object }) => object.kind))).toEqual(
      new Set([
        "ModelExpress",
        "DynamoGraphDeployment",
        "Pod",
        "Service",
        "PersistentVolumeClaim",
        "Namespace",
        "Deployment",
        "NetworkPolicy",
      ]),
    );
  });

  const valid = examples.filter(({ place }) => !place.startsWith(PROPOSED));
  it.each(valid.map(({ place, object }) => [place, object] as const))("%s", async (_, object) => {
    await create(object);
  });

  it("the proposal's form is refused for the field that docs/graph.md names", async () => {
    const graph = examples.find(({ place }) => place.startsWith(PROPOSED));
    await expect(create(graph?.object as Manifest)).rejects.toThrow(
      /unknown field "spec\.services\.ModelExpress\.pvc"/,
    );
  });

  it("a field that is misspelt anywhere in a graph's pods is refused, so that the tests above can fail", async () => {
    const graph = examples.find(({ object }) => object.apiVersion === "nvidia.com/v1beta1")?.object;
    const wrong = JSON.parse(JSON.stringify(graph).replace('"args"', '"arguments"')) as Manifest;
    await expect(create(wrong)).rejects.toThrow(/unknown field "spec\.components\[1\]\.podTemplate.*arguments"/);
  });
});
