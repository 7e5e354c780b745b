import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";

const timeoutMilliseconds = 60_000;

/** Where an API server is and who asks; all but the URL are PEM files. */
export interface ClusterAccess {
  readonly server: string;
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Whom to impersonate. */
  readonly user?: string;
}

/** What every Kubernetes object has; tests read the rest by `T`. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name?: string;
    readonly namespace?: string;
    readonly generateName?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The verbs of the Kubernetes API on paths such as `/api/v1/namespaces/default/pods`, a query included. */
export interface Client {
  get<T = KubernetesObject>(path: string): Promise<T>;
  list<T = KubernetesObject>(path: string): Promise<T[]>;
  create<T = KubernetesObject>(path: string, object: object): Promise<T>;
  /** Server-side apply, as the field manager `test` unless told otherwise; takes fields over from other managers. */
  apply<T = KubernetesObject>(path: string, object: object, fieldManager?: string): Promise<T>;
  /** JSON merge patch: null removes a field. */
  merge<T = KubernetesObject>(path: string, patch: object): Promise<T>;
  delete(path: string): Promise<void>;
  close(): void;
}

/** An answer of the API server other than 2xx; the message is the body's. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(status: number, call: string, body: string) {
    super(`${call}: ${status}: ${messageOf(body)}`);
    this.status = status;
  }
}

/** Opens a client with kept connections; `onWarning` gets the warnings that kubectl would print. */
export function connect(access: ClusterAccess, onWarning: (text: string) => void = () => {}): Client {
  const agent = new Agent({
    keepAlive: true,
    ca: readFileSync(access.caFile),
    cert: readFileSync(access.certificateFile),
    key: readFileSync(access.keyFile),
  });

  async function call<T>(method: string, path: string, body?: object, type = "application/json"): Promise<T> {
    const content = body && JSON.stringify(body);
    const response = await send(new URL(path, access.server), { method, agent, type, content, user: access.user });
    warningsOf(response).forEach(onWarning);
    const received = await text(response);
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      throw new ApiError(status, `${method} ${path}`, received);
    }
    const isJson = response.headers["content-type"]?.startsWith("application/json");
    return (isJson ? JSON.parse(received) : received) as T;
  }

  return {
    get: (path) => call("GET", path),
    list: async <T>(path: string) => (await call<{ readonly items: T[] }>("GET", path)).items,
    create: (path, object) => call("POST", path, object),
    apply: (path, object, fieldManager = "test") => {
      const query = `fieldManager=${fieldManager}&force=true`;
      return call("PATCH", withQuery(path, query), object, "application/apply-patch+yaml");
    },
    merge: (path, patch) => call("PATCH", path, patch, "application/merge-patch+json"),
    delete: (path) => call("DELETE", path),
    close: () => agent.destroy(),
  };
}

interface Sending {
  readonly method: string;
  readonly agent: Agent;
  readonly type: string;
  readonly content: string | undefined;
  readonly user: string | undefined;
}

function send(url: URL, { method, agent, type, content, user }: Sending): Promise<IncomingMessage> {
  const headers = {
    accept: "application/json",
    ...(content !== undefined && { "content-type": type }),
    ...(user !== undefined && { "impersonate-user": user }),
  };
  return new Promise((resolve, reject) => {
    request(url, { method, agent, headers, signal: AbortSignal.timeout(timeoutMilliseconds) }, resolve)
      .once("error", reject)
      .end(content);
  });
}

function withQuery(path: string, query: string): string {
  return path + (path.includes("?") ? "&" : "?") + query;
}

// Each is `299 - "text"`, with quotes and backslashes of the text escaped.
function warningsOf(response: IncomingMessage): string[] {
  const warnings = response.headersDistinct["warning"] ?? [];
  return warnings.map((each) => (/"(.*)"/.exec(each)?.[1] ?? each).replace(/\\(.)/g, "$1"));
}

function messageOf(body: string): string {
  try {
    const status: { readonly message?: string } = JSON.parse(body);
    return status.message ?? body;
  } catch {
    return body;
  }
}
