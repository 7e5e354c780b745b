import { type JsonObject, objectsAt, textsAt } from "../kubernetes/json.ts";
import type { Backend } from "./backend.ts";
import type { Node } from "./multinode/node.ts";

/** What the operator knows of a pod when it adds what an engine needs beside its container. */
export interface EnginePod {
  readonly main: JsonObject;
  readonly backend: Backend;
  readonly node: Node;
  /** The graph's name. */
  readonly graph: string;
}

const SCRIPT = "wait-leader-script";

/** The ranks of multiprocessing wait for their leader (`shouldInjectVLLMMpWaitLeaderInit`). */
export function waitsForLeader({ main, backend, node }: EnginePod): boolean {
  return backend === "vllm" && node.role === "worker" && asksForProcesses(main);
}

const FLAG = "--distributed-executor-backend";

function asksForProcesses(main: JsonObject): boolean {
  const words = [...textsAt(main, "command"), ...textsAt(main, "args")];
  if (words.some((word) => word.includes(`${FLAG} mp`) || word.includes(`${FLAG}=mp`))) return true;
  const split = words.flatMap((word) => word.split(/\s+/));
  return split.some((word, at) => word === FLAG && split[at + 1] === "mp");
}

/** The wait container blocks until the leader listens, so a pull must come before it. */
export function withWait(spec: JsonObject, { main, node, graph }: EnginePod): JsonObject {
  // The shell reads variables that Grove and LeaderWorkerSets append after the kubelet's expansion.
  const leader = node.ranks.leader.replaceAll(/\$\((\w+)\)/g, (_, name: string) => `\${${name}}`);
  const wait = {
    name: "wait-for-leader-mp",
    image: main["image"],
    command: [
      "sh",
      "-c",
      `export LEADER_HOST="${leader}" LEADER_PORT="29500" && exec python3 /scripts/wait-for-leader.py`,
    ],
    volumeMounts: [{ name: SCRIPT, mountPath: "/scripts", readOnly: true }],
  };
  return {
    ...spec,
    initContainers: [...objectsAt(spec, "initContainers"), wait],
    volumes: [...objectsAt(spec, "volumes"), { name: SCRIPT, configMap: { name: `${graph}-${SCRIPT}` } }],
  };
}
