import { type JsonObject, objectsAt, textsAt } from "../../kubernetes/json.ts";
import { appendFlags, type Flags } from "./append-flags.ts";
import { countDevices } from "./devices.ts";
import type { Node } from "./node.ts";
import { quoteForShell } from "./quote.ts";

/** Builds one node of a multinode vLLM engine (`updateVLLMMultinodeArgs`). */
export function vllmNode(main: JsonObject, node: Node): JsonObject {
  const words = textsAt(main, "args").flatMap((arg) => arg.split(/\s+/));
  const devices = countDevices(main);
  const world = flagValue(words, "--tensor-parallel-size") * flagValue(words, "--pipeline-parallel-size");
  const launched = launch(main, node, { words, devices, world });
  if (!node.usesMultiprocessing) return launched;
  const host = { name: "VLLM_NIXL_SIDE_CHANNEL_HOST", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } };
  return { ...launched, env: [...objectsAt(launched, "env"), host] };
}

interface Size {
  readonly words: readonly string[];
  readonly devices: number;
  /** The number of devices of one engine. */
  readonly world: number;
}

function launch(main: JsonObject, node: Node, size: Size): JsonObject {
  const { words, devices, world } = size;
  const isDistributed = devices > 0 && world > devices;
  if (isDistributed && node.usesMultiprocessing) return appendFlags(main, multiprocessing(node), "vllm");
  if (isDistributed) return ray(main, node);
  if (words.includes("--enable-elastic-ep")) return elastic(main, node);
  const isSpread = devices > 0 && world * flagValue(words, "--data-parallel-size") > devices;
  return isSpread ? appendFlags(main, dataParallel(node, size), "vllm") : main;
}

/** The value of a flag that is a word of its own; 1 if absent. */
function flagValue(words: readonly string[], flag: string): number {
  const values = words.flatMap((word, at) => (word === flag ? [words[at + 1] ?? ""] : []));
  const first = values.find((value) => /^[+-]?\d+$/.test(value));
  return first === undefined ? 1 : Number(first);
}

function multiprocessing({ role, nodes, ranks }: Node): Flags {
  const start = `--distributed-executor-backend mp --nnodes ${nodes} --master-addr ${ranks.leader} --master-port 29500`;
  if (role === "leader") return { text: `${start} --node-rank 0`, needsShell: false };
  return { text: `${start} --node-rank ${ranks.own.text} --headless`, needsShell: ranks.own.needsShell };
}

/** Workers run only Ray, and name no model. */
function ray(main: JsonObject, { role, ranks }: Node): JsonObject {
  if (role === "worker") return inShell(main, `ray start --address=${ranks.leader}:6379 --block`);
  return inShell(main, `ray start --head --port=6379 && ${quoted(main)} --distributed-executor-backend ray`);
}

/**
 * The operator's wait loops in short. They run `python3 -c`, of which nothing is known, so that such an engine is never
 * offline.
 */
function elastic(main: JsonObject, { role, ranks }: Node): JsonObject {
  if (role === "worker") {
    const answers = `import urllib.request; urllib.request.urlopen('http://${ranks.leader}:9090/live', timeout=5)`;
    return inShell(main, `${waitUntil(answers, 720)} && ray start --address=${ranks.leader}:6379 --block`);
  }
  const listens = "import socket; socket.create_connection(('127.0.0.1', 6379), timeout=1)";
  return inShell(main, `ray start --head --port=6379 --block & ${waitUntil(listens, 150)} && ${quoted(main)}`);
}

function waitUntil(python: string, attempts: number): string {
  return `i=0; until python3 -c "${python}" 2>/dev/null; do i=$((i+1)); [ "$i" -ge ${attempts} ] && exit 1; sleep 2; done`;
}

function dataParallel({ role, nodes, ranks }: Node, { words, devices, world }: Size): Flags {
  const local = Math.floor(devices / world);
  const given = flagValue(words, "--data-parallel-size");
  const total = given === 1 ? local * nodes : given;
  const size = words.includes("--data-parallel-size") ? [] : ["--data-parallel-size", total];
  const start = role === "leader" ? "0" : `$(( ${local} * ${ranks.own.text} ))`;
  const flags = [
    "--data-parallel-hybrid-lb",
    ...size,
    ...["--data-parallel-size-local", local, "--data-parallel-start-rank", start],
    ...["--data-parallel-address", ranks.leader, "--data-parallel-rpc-port", "13445"],
  ];
  return { text: flags.join(" "), needsShell: role === "worker" };
}

function quoted(main: JsonObject): string {
  return [...textsAt(main, "command"), ...textsAt(main, "args")].map(quoteForShell).join(" ");
}

function inShell(main: JsonObject, script: string): JsonObject {
  return { ...main, command: ["/bin/sh", "-c"], args: [script] };
}
