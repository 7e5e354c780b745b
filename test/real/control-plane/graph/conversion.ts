import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { KubernetesObject } from "../bed/client.ts";
import { createCertificateAuthority } from "../bed/pki.ts";

/** Converts DynamoGraphDeployments, in place of Dynamo's operator. */
export interface ConversionWebhook {
  readonly url: string;
  /** Base64, as `clientConfig.caBundle` wants it. */
  readonly caBundle: string;
  close(): void;
}

interface Graph extends KubernetesObject {
  readonly spec?: {
    readonly services?: Readonly<Record<string, Service>>;
    readonly components?: readonly Component[];
    readonly pvcs?: readonly object[];
  };
}

interface Service {
  readonly componentType?: string;
  readonly extraPodSpec?: { readonly mainContainer?: object };
  readonly [field: string]: unknown;
}

interface Component {
  readonly name: string;
  readonly type?: string;
  readonly podTemplate?: PodTemplate;
  readonly [field: string]: unknown;
}

interface PodTemplate {
  readonly spec: { readonly containers?: readonly { readonly name: string }[] };
}

interface Review {
  readonly request: { readonly uid: string; readonly desiredAPIVersion: string; readonly objects: readonly Graph[] };
}

/**
 * A stand-in for the operator's: like it, it takes any type of component over unseen, keeps what v1beta1 has no place for in
 * the annotation `nvidia.com/dgd-spec`, and fails on a service that is no object, as Go's decoder does.
 */
export async function startConversion(): Promise<ConversionWebhook> {
  const authority = await createCertificateAuthority("conversion");
  const { certificate, key } = await authority.issue({
    usage: "server",
    addresses: [{ type: "ip", value: "127.0.0.1" }],
  });
  const server = createServer({ cert: certificate, key }, async (request, response) => {
    const { uid, desiredAPIVersion, objects } = ((await json(request)) as Review).request;
    response.setHeader("content-type", "application/json");
    const converted = { uid, ...convertAll(objects, desiredAPIVersion) };
    response.end(
      JSON.stringify({ apiVersion: "apiextensions.k8s.io/v1", kind: "ConversionReview", response: converted }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const caBundle = Buffer.from(authority.certificate).toString("base64");
  return { url: `https://127.0.0.1:${port}/convert`, caBundle, close: () => server.close() };
}

function convertAll(objects: readonly Graph[], desired: string): object {
  try {
    return { result: { status: "Success" }, convertedObjects: objects.map((object) => convert(object, desired)) };
  } catch (error) {
    return { result: { status: "Failed", message: (error as Error).message }, convertedObjects: [] };
  }
}

function convert(object: Graph, apiVersion: string): Graph {
  if (object.apiVersion === apiVersion) return object;
  return { ...(apiVersion.endsWith("/v1beta1") ? toBeta(object) : toAlpha(object)), apiVersion };
}

const kept = "nvidia.com/dgd-spec";

function toBeta({ spec = {}, ...object }: Graph): Graph {
  const { services = {}, pvcs, ...rest } = spec;
  const components = Object.entries(services).map(([name, service]) => {
    if (typeof service !== "object") {
      throw new Error("json: cannot unmarshal string into Go struct field DynamoGraphDeploymentSpec.spec.services");
    }
    const { componentType, replicas, extraPodSpec } = service;
    return {
      name,
      ...(componentType && { type: componentType }),
      ...(replicas !== undefined && { replicas }),
      ...(extraPodSpec && { podTemplate: toTemplate(extraPodSpec) }),
    };
  });
  const annotations = { ...object.metadata.annotations, [kept]: JSON.stringify({ services, pvcs }) };
  return { ...object, metadata: { ...object.metadata, annotations }, spec: { ...rest, components } } as Graph;
}

function toAlpha({ spec = {}, ...object }: Graph): Graph {
  const { components = [], ...rest } = spec;
  const { [kept]: note = "{}", ...annotations } = object.metadata.annotations ?? {};
  const { services = {}, pvcs } = JSON.parse(note) as NonNullable<Graph["spec"]>;
  const live = components.map(({ name, type, replicas, podTemplate }) => [
    name,
    {
      ...services[name],
      ...(type && { componentType: type }),
      ...(replicas !== undefined && { replicas }),
      ...(podTemplate && { extraPodSpec: toExtraPodSpec(podTemplate) }),
    },
  ]);
  const metadata = { ...object.metadata, annotations };
  return { ...object, metadata, spec: { ...rest, ...(pvcs && { pvcs }), services: Object.fromEntries(live) } } as Graph;
}

function toTemplate({ mainContainer, ...spec }: NonNullable<Service["extraPodSpec"]>): PodTemplate {
  return { spec: { ...spec, ...(mainContainer && { containers: [{ name: MAIN, ...mainContainer }] }) } };
}

function toExtraPodSpec({ spec: { containers = [], ...spec } }: PodTemplate): NonNullable<Service["extraPodSpec"]> {
  const main = containers.find(({ name }) => name === MAIN);
  if (main === undefined) return spec;
  const { name: _, ...mainContainer } = main;
  return { ...spec, mainContainer };
}

/** The container of a component that v1alpha1 has a field for. */
const MAIN = "main";
