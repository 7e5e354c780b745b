import type { Instance } from "../model-express/instance.ts";
import type { Dialer } from "./dialer.ts";
import type { Endpoints } from "./endpoints.ts";
import type { Health } from "./grpc-health.ts";

export interface HealthQuestion {
  readonly instance: Instance;
  readonly endpoints: Endpoints;
  readonly clusterDomain: string;
  readonly milliseconds: number;
}

/** Checks the health of an instance's server through the dialer. */
export async function askHealth(question: HealthQuestion, dialer: Dialer): Promise<Health> {
  const { instance, endpoints, clusterDomain, milliseconds } = question;
  const { namespace, name, port } = instance;
  const host = `${name}.${namespace}.svc${clusterDomain === "" ? "" : `.${clusterDomain}`}`;
  const behind = endpoints.ready.find(({ pod }) => pod !== undefined);
  const pod = behind?.pod === undefined ? undefined : { namespace, name: behind.pod, port: behind.port };
  const line = await dialer.open({ host, port, pod });
  if ("unreachable" in line) return line;
  try {
    // Imported lazily: the webhook does not need gRPC.
    const { askHealth } = await import("./grpc-health.ts");
    const health = await askHealth(line, milliseconds);
    return "status" in health ? health : (line.failure() ?? health);
  } finally {
    line.close();
  }
}
