import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";

/** A request that the API server answered. */
export interface Call {
  readonly user: string;
  /** `get`, `list`, `watch`, `patch`, … */
  readonly verb: string;
  /** Such as `apps/deployments` or `modelexpress.nvidia.com/modelexpresses/status`; core resources have no group. */
  readonly resource: string;
  readonly uri: string;
  readonly code: number;
}

/** What the API server logs of each request of some users. */
export interface AuditLog {
  /** That the API server is to be started with. */
  readonly flags: readonly string[];
  calls(): readonly Call[];
}

interface AuditEvent {
  readonly user: { readonly username: string };
  readonly verb: string;
  readonly requestURI: string;
  readonly objectRef?: { readonly apiGroup?: string; readonly resource?: string; readonly subresource?: string };
  readonly responseStatus?: { readonly code?: number };
}

/** Prepares an audit log of what users ask for, in the directory. */
export async function prepareAuditLog(directory: string, ...users: readonly string[]): Promise<AuditLog> {
  const [policy, log] = [path.join(directory, "audit-policy.yaml"), path.join(directory, "audit.log")];
  // JSON is YAML.
  await writeFile(
    policy,
    JSON.stringify({
      apiVersion: "audit.k8s.io/v1",
      kind: "Policy",
      // A watch is answered when it begins; nothing else has the stage ResponseStarted.
      omitStages: ["RequestReceived", "Panic"],
      rules: [{ level: "Metadata", users }, { level: "None" }],
    }),
  );
  return {
    flags: [`--audit-policy-file=${policy}`, `--audit-log-path=${log}`, "--audit-log-mode=blocking"],
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(0, -1).map(callOf) : []),
  };
}

function callOf(line: string): Call {
  const { user, verb, requestURI, objectRef = {}, responseStatus = {} }: AuditEvent = JSON.parse(line);
  const parts = [objectRef.apiGroup, objectRef.resource, objectRef.subresource].filter(Boolean);
  return { user: user.username, verb, resource: parts.join("/"), uri: requestURI, code: responseStatus.code ?? 0 };
}
