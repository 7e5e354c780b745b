import { detectModels } from "../../../src/injection/command/detect-models.ts";
import type { Detection } from "../../../src/injection/command/detection.ts";
import type { ModelReference } from "../../../src/injection/command/model-reference.ts";
import { resolveEnvironment } from "../../../src/injection/pod/environment.ts";
import { ExpansionBudget } from "../../../src/injection/pod/expansion-budget.ts";
import type { Container, EnvVar } from "../../../src/injection/pod/pod.ts";

export interface Spec {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Variables with values from elsewhere. */
  readonly valueFrom?: readonly string[];
  readonly hasEnvFrom?: boolean;
}

export function containerOf({
  command = [],
  args = [],
  env = {},
  valueFrom = [],
  hasEnvFrom = false,
}: Spec): Container {
  const variables: EnvVar[] = Object.entries(env).map(([name, value]) => ({ name, value }));
  variables.push(...valueFrom.map((name) => ({ name, valueFrom: { secretKeyRef: { name, key: "key" } } })));
  return {
    pointer: "/spec/containers/0",
    name: "main",
    image: "image",
    command,
    args,
    workingDirectory: "",
    env: variables,
    hasEnvFrom,
    mounts: [],
    isNativeSidecar: false,
    security: {},
    dropsCapabilities: false,
    seccompProfile: undefined,
    hasReadOnlyRoot: false,
    resources: { requests: {}, limits: {} },
  };
}

export function detect(spec: Spec): Detection {
  const container = containerOf(spec);
  const budget = new ExpansionBudget();
  return detectModels(container, resolveEnvironment(container, budget), budget);
}

/** The models in a script run by `bash -c`, each as one short text. */
export function modelsOfScript(script: string, spec: Spec = {}): readonly string[] {
  return detect({ command: ["/bin/bash", "-c", script], ...spec }).models.map(brief);
}

export function modelsOf(spec: Spec): readonly string[] {
  return detect(spec).models.map(brief);
}

/** `org/name@revision`, a path, a URI, or `? text` if unknown. */
export function brief(model: ModelReference): string {
  switch (model.kind) {
    case "hub":
      return model.revision === undefined ? model.id : `${model.id}@${model.revision}`;
    case "local":
      return `local ${model.path}`;
    case "uri":
      return `uri ${model.uri}`;
    case "relative":
      return `relative ${model.path}`;
    case "unknown":
      return `? ${model.text}`;
  }
}
