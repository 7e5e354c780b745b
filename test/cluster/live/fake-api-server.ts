import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiAccess } from "../../../src/cluster/api/api-access.ts";
import { FakeStore, type Plural } from "./fake-store.ts";
import type { Selection } from "./selection.ts";

/** A request, reduced to what tests check. */
export interface FakeRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
  /** In milliseconds, for intervals. */
  readonly at: number;
}

/** Answers a request in place of the server by returning true. */
export type Intercept = (request: FakeRequest, response: ServerResponse) => boolean;

const PATH =
  /^\/(?:api|apis\/coordination\.k8s\.io)\/v1(?:\/namespaces\/([^/]+))?\/(services|namespaces|persistentvolumeclaims|pods|configmaps|leases)(?:\/([^/]+))?$/;

/** The lists and watches of an API server, over HTTP on loopback, with failures on demand. */
export class FakeApiServer {
  readonly store = new FakeStore();
  readonly requests: FakeRequest[] = [];
  readonly #server: Server = createServer((request, response) => this.#handle(request, response));
  readonly #watches = new Map<ServerResponse, () => void>();
  intercept: Intercept = () => false;

  static async start(): Promise<FakeApiServer> {
    const fake = new FakeApiServer();
    fake.#server.listen(0, "127.0.0.1");
    await once(fake.#server, "listening");
    return fake;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  get access(): ApiAccess {
    const server = this.url;
    return { authorize: async () => ({ server, options: {} }), forgetCredentials() {} };
  }

  get watches(): readonly FakeRequest[] {
    return this.requests.filter(({ isWatch }) => isWatch);
  }

  get lists(): readonly FakeRequest[] {
    return this.requests.filter(beginsWatch);
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** Sends a line to every open watch. */
  send(event: object): void {
    for (const watch of this.#watches.keys()) watch.write(`${JSON.stringify(event)}\n`);
  }

  /** Ends every open watch, either after its last bytes or abruptly. */
  endWatches({ last = "", isAbrupt = false } = {}): void {
    for (const [watch, unfollow] of this.#watches) {
      unfollow();
      if (!isAbrupt) watch.end(last);
      else watch.write(last, () => watch.destroy());
    }
    this.#watches.clear();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #handle(message: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams: query } = new URL(message.url ?? "", this.url);
    const { authorization, accept } = message.headers;
    const isWatch = query.get("watch") === "true";
    const request = { path: pathname, query, isWatch, authorization, accept, at: performance.now() };
    this.requests.push(request);
    if (!this.intercept(request, response)) this.#answer(request, response);
  }

  #answer({ path, query }: FakeRequest, response: ServerResponse): void {
    const [, namespace, plural, name] = PATH.exec(path) ?? [];
    if (plural === undefined) refuse(response, 404);
    else if (name !== undefined) this.#get(plural as Plural, namespace, name, response);
    else this.#select({ plural: plural as Plural, namespace }, query, response);
  }

  #select(of: Pick<Selection, "plural" | "namespace">, query: URLSearchParams, response: ServerResponse): void {
    const labelSelector = query.get("labelSelector") ?? undefined;
    const fieldSelector = query.get("fieldSelector") ?? undefined;
    const selection = { ...of, labelSelector, fieldSelector };
    if (query.get("watch") === "true") this.#watch(selection, Number(query.get("resourceVersion")), response);
    else this.#list(selection, query, response);
  }

  #get(plural: Plural, namespace: string | undefined, name: string, response: ServerResponse): void {
    const object = this.store.get(plural, namespace, name);
    if (object === undefined) refuse(response, 404);
    else response.end(JSON.stringify(object));
  }

  #list(selection: Selection, query: URLSearchParams, response: ServerResponse): void {
    const limit = Number(query.get("limit") ?? Number.POSITIVE_INFINITY);
    const start = Number(query.get("continue") ?? 0);
    const all = this.store.list(selection);
    const next = start + limit < all.length ? String(start + limit) : undefined;
    const metadata = { resourceVersion: String(this.store.version), continue: next };
    response.end(JSON.stringify({ metadata, items: all.slice(start, start + limit) }));
  }

  #watch(selection: Selection, version: number, response: ServerResponse): void {
    if (this.store.isGone(version)) {
      refuse(response, 410);
      return;
    }
    response.flushHeaders();
    const unfollow = this.store.follow(selection, version, (event) => response.write(`${JSON.stringify(event)}\n`));
    this.#watches.set(response, unfollow);
    response.once("close", () => {
      unfollow();
      this.#watches.delete(response);
    });
  }
}

/** Whether the request lists for a watch; live reads request one namespace's Services or one object. */
export function beginsWatch({ isWatch, query, path }: FakeRequest): boolean {
  return !isWatch && query.has("limit") && !/namespaces\/[^/]+\/services/.test(path);
}

/** Answers with a status in the API server's format. */
export function refuse(response: ServerResponse, code: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(code, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ kind: "Status", apiVersion: "v1", code, message: `refused with ${code}` }));
}

/** Builds an `ERROR` event. */
export function errorEvent(code: number): object {
  return { type: "ERROR", object: { kind: "Status", apiVersion: "v1", code, message: `ended with ${code}` } };
}
