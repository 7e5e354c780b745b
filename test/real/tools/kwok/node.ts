import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { runAtExit } from "../../control-plane/bed/at-exit.ts";
import type { Client } from "../../control-plane/bed/client.ts";
import { untilSuccess } from "../../control-plane/bed/poll.ts";
import { findFreePort } from "../../control-plane/bed/ports.ts";

/** A node whose pods are ready at once, although nothing runs; connections to their ports lead to this machine's. */
export interface Node {
  readonly name: string;
  stop(): Promise<void>;
}

/** Pods of a namespace, one of their ports, and where connections to it really lead. */
export interface Forward {
  readonly namespace: string;
  readonly port: number;
  readonly to: number;
}

export interface NodeOptions {
  readonly binary: string;
  readonly client: Client;
  readonly kubeconfig: string;
  /** For what it writes; with `tls.crt` and `tls.key`, with which it serves what a kubelet serves. */
  readonly folder: string;
  readonly forwards: readonly Forward[];
}

const name = "node";
const mark = "kwok.x-k8s.io/node";
const stages = path.join(import.meta.dirname, "stages.yaml");

/** Starts kwok, and waits until its node is ready. Its port-forward is the code that real container runtimes serve. */
export async function startNode(options: NodeOptions): Promise<Node> {
  const port = await findFreePort();
  const config = path.join(options.folder, "kwok.yaml");
  await writeFile(config, [readFileSync(stages, "utf8"), ...options.forwards.map(forwardResource)].join("\n---\n"));
  await options.client.create("/api/v1/nodes", { metadata: { name, annotations: { [mark]: "fake" } } });
  const log = openSync(path.join(options.folder, "kwok.log"), "a");
  const child = spawn(options.binary, flagsOf(options, config, port), {
    env: { HOME: options.folder },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const cancelCleanup = runAtExit(() => child.kill("SIGKILL"));
  const ended = new AbortController();
  child.once("exit", (code) => ended.abort(new Error(`kwok ended with ${code}; see ${options.folder}/kwok.log`)));
  await untilSuccess(() => readiness(options.client), { timeoutMilliseconds: 60_000, signal: ended.signal });
  return {
    name,
    stop: async () => {
      cancelCleanup();
      if (ended.signal.aborted) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
  };
}

function flagsOf({ kubeconfig, folder }: NodeOptions, config: string, port: number): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--config=${config}`,
    `--manage-nodes-with-annotation-selector=${mark}=fake`,
    "--node-ip=127.0.0.1",
    `--node-port=${port}`,
    `--server-address=127.0.0.1:${port}`,
    `--tls-cert-file=${path.join(folder, "tls.crt")}`,
    `--tls-private-key-file=${path.join(folder, "tls.key")}`,
  ];
}

// JSON is YAML.
function forwardResource({ namespace, port, to }: Forward): string {
  return JSON.stringify({
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "ClusterPortForward",
    metadata: { name: `${namespace}-${port}` },
    spec: {
      selector: { matchNamespaces: [namespace] },
      forwards: [{ ports: [port], target: { address: "127.0.0.1", port: to } }],
    },
  });
}

async function readiness(client: Client): Promise<void> {
  const { status } = await client.get<{ readonly status: { readonly conditions?: readonly object[] } }>(
    `/api/v1/nodes/${name}`,
  );
  if (!status.conditions?.some((each) => "type" in each && each.type === "Ready")) throw new Error("not ready yet");
}
