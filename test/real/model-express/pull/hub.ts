import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Server as Listener } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { commitOf, type ModelFiles } from "./model-files.ts";

/** What the hub does wrong to the requests that it is told to treat so. */
export type Trouble =
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "slow"; readonly bytesPerSecond: number }
  | { readonly kind: "cut"; readonly afterBytes: number }
  // Announces the true length, sends less and closes. (A short body that announces its own length goes unnoticed
  // by Model Express 0.7.0, which leaves zeros at the end of the file.)
  | { readonly kind: "wrong length"; readonly byBytes: number }
  | { readonly kind: "hang" };

/** A stand-in for the Hugging Face hub, on loopback. */
export interface Hub {
  readonly url: string;
  /** Publishes files as a new commit, which the names (`main` by default) then mean; answers with the commit. */
  publish(model: string, files: ModelFiles, names?: readonly string[]): string;
  misbehave(where: RegExp, trouble: Trouble): void;
  /** Ends the trouble, and the connections that hang. */
  behave(): void;
  /** How often the start of each file was fetched, by `model/file`. */
  downloads(): Readonly<Record<string, number>>;
  requests(): number;
  /** How many requests hang at the moment. */
  hanging(): number;
  /** Every `Authorization` that was sent. */
  authorizations(): readonly string[];
  stop(): Promise<void>;
}

interface State {
  readonly commits: Map<string, { readonly commit: string; readonly files: ModelFiles }>;
  readonly downloads: Map<string, number>;
  readonly hanging: Set<ServerResponse>;
  readonly authorizations: Set<string>;
  trouble: { readonly where: RegExp; readonly what: Trouble } | undefined;
  requests: number;
}

interface File {
  readonly name: string;
  readonly content: Buffer;
  readonly commit: string;
}

/** @param where the address on which it listens: loopback, unless a container with a network of its own is to reach it; or a listener */
export async function startHub(where: string | Listener = "127.0.0.1"): Promise<Hub> {
  const state: State = {
    commits: new Map(),
    downloads: new Map(),
    hanging: new Set(),
    authorizations: new Set(),
    trouble: undefined,
    requests: 0,
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => response.destroy());
  });
  if (typeof where === "string") server.listen(0, where);
  else server.listen(where);
  await once(server, "listening");
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    publish: (model, files, names = ["main"]) => publish(state, model, files, names),
    misbehave: (where, what) => {
      state.trouble = { where, what };
    },
    behave: () => {
      state.trouble = undefined;
      for (const response of state.hanging) response.destroy();
      state.hanging.clear();
    },
    downloads: () => Object.fromEntries(state.downloads),
    requests: () => state.requests,
    hanging: () => state.hanging.size,
    authorizations: () => [...state.authorizations],
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function publish(state: State, model: string, files: ModelFiles, names: readonly string[]): string {
  const commit = commitOf(model, JSON.stringify(files["config.json"]));
  for (const name of [...names, commit]) state.commits.set(`${model}@${name}`, { commit, files });
  return commit;
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  state.requests += 1;
  if (request.headers.authorization !== undefined) state.authorizations.add(request.headers.authorization);
  const path = new URL(request.url ?? "/", "http://hub").pathname;
  const trouble = state.trouble?.where.test(path) ? state.trouble.what : undefined;
  if (trouble?.kind === "hang") {
    state.hanging.add(response);
    return;
  }
  if (trouble?.kind === "status") return end(response, trouble.status, Buffer.from("trouble"));
  if (answerApi(state, response, path)) return;
  const [, model = "", revision, name = ""] = /^\/(.+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const found = state.commits.get(`${model}@${decoded(revision ?? "")}`);
  const content = found?.files[name];
  if (found === undefined || content === undefined) return refuse(state, response, { model, found });
  const file = { name: `${model}/${name}`, content, commit: found.commit };
  await answerFile({ state, request, response, file, trouble });
}

/** Whether the path is one of the API's. */
function answerApi(state: State, response: ServerResponse, path: string): boolean {
  const info = INFO.exec(path);
  if (info !== null) answerInfo(state, response, { model: info[1] ?? "", revision: decoded(info[2] ?? "main") });
  const [, model, revision = "", folder = ""] = TREE.exec(path) ?? [];
  if (model !== undefined) answerTree(state, response, { model, revision: decoded(revision), folder });
  return info !== null || model !== undefined;
}

/** `/api/models/NAME` is its `main`. */
const INFO = /^\/api\/models\/([^/]+(?:\/[^/]+)?)(?:\/revision\/([^/]+))?$/;

function decoded(revision: string): string {
  return decodeURIComponent(revision);
}

/** What huggingface_hub 2 lists before it downloads, and transformers where templates may be. */
const TREE = /^\/api\/models\/([^/]+(?:\/[^/]+)?)\/tree\/([^/]+)(?:\/(.+))?$/;

interface Named {
  readonly model: string;
  readonly revision: string;
}

/** huggingface_hub reads `id`, Model Express does not. */
function answerInfo(state: State, response: ServerResponse, { model, revision }: Named): void {
  const found = state.commits.get(`${model}@${revision}`);
  if (found === undefined) {
    refuse(state, response, { model, found });
    return;
  }
  const siblings = Object.keys(found.files)
    .sort()
    .map((rfilename) => ({ rfilename }));
  end(response, 200, Buffer.from(JSON.stringify({ id: model, sha: found.commit, siblings })));
}

/** Lists the files below a folder, at any depth. */
function answerTree(state: State, response: ServerResponse, { folder, ...named }: Named & { folder: string }): void {
  const found = state.commits.get(`${named.model}@${named.revision}`);
  const entries = Object.entries(found?.files ?? {}).filter(([name]) => folder === "" || name.startsWith(`${folder}/`));
  if (found === undefined || entries.length === 0) {
    refuse(state, response, { model: named.model, found });
    return;
  }
  const files = entries.map(([path, content]) => ({
    type: "file",
    path,
    size: content.length,
    oid: hashOf(content).slice(0, 40),
  }));
  end(response, 200, Buffer.from(JSON.stringify(files)));
}

/** huggingface_hub tells by `X-Error-Code` what is missing, and does without an optional file. */
function refuse(
  { commits }: State,
  response: ServerResponse,
  { model, found }: { readonly model: string; readonly found: { readonly commit: string } | undefined },
): void {
  const isKnown = [...commits.keys()].some((key) => key.startsWith(`${model}@`));
  const code = found !== undefined ? "EntryNotFound" : isKnown ? "RevisionNotFound" : "RepoNotFound";
  const commit: Record<string, string> = found === undefined ? {} : { "x-repo-commit": found.commit };
  end(response, 404, Buffer.from("{}"), { "x-error-code": code, ...commit });
}

interface FileAnswer {
  readonly state: State;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly file: File;
  readonly trouble: Trouble | undefined;
}

async function answerFile({ state, request, response, file, trouble }: FileAnswer): Promise<void> {
  const size = file.content.length;
  const headers = {
    "accept-ranges": "bytes",
    "x-repo-commit": file.commit,
    etag: `"${hashOf(file.content)}"`,
  };
  // Model Express asks for ranges, huggingface_hub for whole files.
  if (request.headers.range === undefined) {
    countDownload(state, request, file);
    response.writeHead(200, { ...headers, "content-length": size });
    return request.method === "HEAD" ? void response.end() : send(response, file.content, trouble);
  }
  const [, first = "0", last = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const from = Number(first);
  const to = Math.min(last === "" ? size - 1 : Number(last), size - 1);
  if (from >= size) return end(response, 416, Buffer.alloc(0), { "content-range": `bytes */${size}` });
  // bytes=0-0 only asks for the size.
  if (from === 0 && to > 0) countDownload(state, request, file);
  const body = file.content.subarray(from, to + 1);
  response.writeHead(206, {
    ...headers,
    "content-length": body.length,
    "content-range": `bytes ${from}-${to}/${size}`,
  });
  await send(response, body, trouble);
}

function countDownload({ downloads }: State, { method }: IncomingMessage, { name }: File): void {
  if (method !== "HEAD") downloads.set(name, (downloads.get(name) ?? 0) + 1);
}

const hashes = new WeakMap<Buffer, string>();

function hashOf(content: Buffer): string {
  const hash = hashes.get(content) ?? createHash("sha256").update(content).digest("hex");
  hashes.set(content, hash);
  return hash;
}

async function send(response: ServerResponse, body: Buffer, trouble: Trouble | undefined): Promise<void> {
  const length = lengthSent(body, trouble);
  if (length < body.length) {
    response.write(body.subarray(0, length), () => response.destroy());
    return;
  }
  if (trouble?.kind === "slow") await dribble(response, body, trouble.bytesPerSecond);
  else response.end(body);
}

// One byte is the request for the size, which is answered well.
function lengthSent(body: Buffer, trouble: Trouble | undefined): number {
  if (body.length === 1) return 1;
  if (trouble?.kind === "cut") return Math.min(body.length, trouble.afterBytes);
  return trouble?.kind === "wrong length" ? body.length - trouble.byBytes : body.length;
}

async function dribble(response: ServerResponse, body: Buffer, bytesPerSecond: number): Promise<void> {
  const step = Math.ceil(bytesPerSecond / 20);
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await sleep(50);
  }
  response.end();
}

function end(response: ServerResponse, status: number, body: Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, "content-length": body.length }).end(body);
}
