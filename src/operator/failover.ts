import { type JsonObject, objectsAt, textsAt } from "../kubernetes/json.ts";
import { SOCKETS } from "./memory-service.ts";

const ENGINES = 2;
const MASTER_PORT = "--master-port";
/** Between the ports of the engines of one pod. */
const STRIDE = 100;

/** With in-pod failover `main` becomes an active and a standby engine (`buildFailoverPod`, for vLLM only). */
export function engineCopies(main: JsonObject, nodes: number): readonly JsonObject[] {
  return Array.from({ length: ENGINES }, (_, id) => engineCopy(main, id, nodes));
}

const REPLACED = new Set([
  ...["DYN_SYSTEM_USE_ENDPOINT_HEALTH_STATUS", "DYN_SYSTEM_PORT", "DYN_SYSTEM_ENABLED", "DYN_HEALTH_CHECK_ENABLED"],
  ...["CONTAINER_NAME", "DYN_FORWARDPASS_METRIC_PORT"],
]);

function engineCopy(main: JsonObject, id: number, nodes: number): JsonObject {
  const own = [
    { name: "ENGINE_ID", value: String(id) },
    { name: "CONTAINER_NAME", value: `engine-${id}` },
    { name: "FAILOVER_LOCK_PATH", value: `${SOCKETS}/failover.lock` },
    { name: "DYN_SYSTEM_STARTING_HEALTH_STATUS", value: "notready" },
    { name: "DYN_SYSTEM_PORT", value: String(9090 + id) },
    { name: "DYN_SYSTEM_ENABLED", value: "true" },
    { name: "DYN_FORWARDPASS_METRIC_PORT", value: String(20_380 + id) },
    { name: "DYN_VLLM_GMS_SHADOW_MODE", value: "true" },
    { name: "VLLM_NIXL_SIDE_CHANNEL_PORT", value: String(5600 + id) },
    ...(nodes > 1 ? [{ name: "NNODES", value: String(nodes) }] : []),
  ];
  const kept = objectsAt(main, "env").filter(({ name }) => !REPLACED.has(String(name)));
  const engine = { ...main, name: `engine-${id}`, env: [...kept, ...own] };
  return id === 0 ? engine : staggerPort(engine, id * STRIDE);
}

/** Moves the port of an engine's group, which both engines of a pod would listen on. */
function staggerPort(engine: JsonObject, offset: number): JsonObject {
  const [command, args] = [textsAt(engine, "command"), textsAt(engine, "args")];
  const at = args.findIndex((arg, index) => arg === MASTER_PORT && /^\d+$/.test(args[index + 1] ?? ""));
  if (at !== -1) return { ...engine, args: args.with(at + 1, String(Number(args[at + 1]) + offset)) };
  const moved = { command: moveFirst(command, offset), args: moveFirst(args, offset) };
  if (moved.args !== args) return { ...engine, args: moved.args };
  if (moved.command !== command) return { ...engine, command: moved.command };
  const isNamed = [...command, ...args].some((word) => word === MASTER_PORT || word.includes(`${MASTER_PORT} `));
  return isNamed ? engine : { ...engine, args: [...args, MASTER_PORT, String(29_500 + offset)] };
}

/** In the first word that has the flag and its port in its text; the same list if none has. */
function moveFirst(words: readonly string[], offset: number): readonly string[] {
  const at = words.findIndex((word) => /--master-port \d/.test(word));
  const move = (_: string, port: string): string => `${MASTER_PORT} ${Number(port) + offset}`;
  return at === -1 ? words : words.with(at, (words[at] ?? "").replace(/--master-port (\d+)/, move));
}
