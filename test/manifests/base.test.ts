import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { readMountedScript } from "../../src/configuration/pull-script.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { DYNAMO, INJECT_LABEL, INSTANCES_ANNOTATION, MOVED_ANNOTATION } from "../../src/model-express/keys.ts";
import { violationsOfRestricted } from "../injection/pod-security.ts";
import {
  type Component,
  filesOfBase,
  type Manifest,
  manifestOf,
  readBase,
  type WebhookRegistration,
} from "../real/control-plane/e2e/manifests.ts";

const GRAPH_ANNOTATIONS = [INSTANCES_ANNOTATION, MOVED_ANNOTATION];
const folder = path.join(import.meta.dirname, "../../manifests/base");
const hasKubectl = canRun("kubectl", "version", "--client");

describe("manifests/base", () => {
  test("has no file that its kustomization leaves out", () => {
    expect(readBase()).toHaveLength(filesOfBase().length);
  });

  test.runIf(hasKubectl)("is what kubectl makes of it", () => {
    const text = execFileSync("kubectl", ["kustomize", folder], { encoding: "utf8" });
    const objects = parseAllDocuments(text).map((document) => document.toJS() as Manifest);

    expect(objects.sort(byIdentity)).toEqual([...readBase()].sort(byIdentity));
  });

  test("registers for the creation of pods and for graphs only, and never in the way of them", () => {
    const { webhooks } = manifestOf<WebhookRegistration>("MutatingWebhookConfiguration");

    expect(webhooks).toMatchObject([
      {
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
        failurePolicy: "Ignore",
        reinvocationPolicy: "IfNeeded",
        sideEffects: "None",
        timeoutSeconds: 5,
      },
      {
        rules: [
          {
            apiGroups: ["nvidia.com"],
            apiVersions: ["v1alpha1", "v1beta1"],
            operations: ["CREATE", "UPDATE"],
            resources: ["dynamographdeployments"],
          },
        ],
        failurePolicy: "Ignore",
        matchPolicy: "Exact",
        sideEffects: "None",
        timeoutSeconds: 5,
      },
    ]);
    expect(webhooks).toHaveLength(2);
  });

  test("lets through pods and graphs with any key that the webhook takes for Dynamo's, or its own", () => {
    const registration = JSON.stringify(manifestOf("MutatingWebhookConfiguration"));
    const { graph, component, componentType, namespace } = DYNAMO;

    for (const label of [graph, component, componentType, namespace, INJECT_LABEL, ...GRAPH_ANNOTATIONS]) {
      expect(registration).toContain(`'${label}'`);
    }
  });

  test("lets the webhook read, and nothing else", () => {
    expect(manifestOf("ClusterRole", "webhook")).toMatchObject({
      rules: [
        {
          apiGroups: [""],
          resources: ["services", "namespaces", "persistentvolumeclaims"],
          verbs: ["get", "list", "watch"],
        },
        { apiGroups: ["modelexpress.nvidia.com"], resources: ["modelexpresses"], verbs: ["get"] },
        { apiGroups: ["nvidia.com"], resources: ["dynamographdeployments"], verbs: ["list", "watch"] },
        {
          apiGroups: [""],
          resources: ["configmaps"],
          resourceNames: [readMountedScript().name],
          verbs: ["list", "watch"],
        },
      ],
    });
  });

  test.each(["webhook", "controller"] as const)("runs a %s that passes Pod Security restricted", (component) => {
    const { template } = deploymentSpec(component);

    expect(violationsOfRestricted(template)).toEqual([]);
    expect(template.spec.containers.map(({ securityContext }) => securityContext.readOnlyRootFilesystem)).toEqual([
      true,
    ]);
  });

  test("names in the registration the Service, in the Service the Deployment's pods, in its port the container's", () => {
    const service = manifestOf<Manifest & { readonly spec: ServiceSpec }>("Service");
    const { template, selector } = deploymentSpec("webhook");
    const { name, namespace } = service.metadata;

    expect(manifestOf("MutatingWebhookConfiguration")).toMatchObject({
      webhooks: ["/mutate", "/mutate-graph"].map((path) => ({
        clientConfig: { service: { name, namespace, path, port: service.spec.ports[0]?.port } },
      })),
    });
    expect(template.metadata.labels).toMatchObject(service.spec.selector);
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    const names = template.spec.containers.flatMap(({ ports }) => ports.map((port) => port.name));
    expect(names).toContain(service.spec.ports[0]?.targetPort);
  });

  test("exposes the ports on which the webhook listens unless told otherwise", () => {
    const main = path.join(import.meta.dirname, "../../src/main.ts");
    const help = execFileSync(process.execPath, [main, "webhook", "--help"], { encoding: "utf8" });
    const [container] = deploymentSpec("webhook").template.spec.containers;

    for (const { containerPort } of container?.ports ?? []) {
      expect(help).toContain(`(default: ${containerPort})`);
    }
  });
});

interface ServiceSpec {
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
}

interface DeploymentSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: JsonObject & {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly containers: readonly {
        readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
        readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
      }[];
    };
  };
}

function deploymentSpec(component: Component): DeploymentSpec {
  return manifestOf<Manifest & { readonly spec: DeploymentSpec }>("Deployment", component).spec;
}

function byIdentity(a: Manifest, b: Manifest): number {
  return `${a.kind}/${a.metadata.name}`.localeCompare(`${b.kind}/${b.metadata.name}`);
}

/** Reports a missing tool loudly; CI must have it. */
function canRun(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch (cause) {
    if (process.env["CI"] === "true") {
      throw new Error(`${command} must be there in CI`, { cause });
    }
    process.stderr.write(`THE KUSTOMIZE TEST IS SKIPPED: ${command} does not run here\n`);
    return false;
  }
}
