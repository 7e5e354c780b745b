import { type JsonObject, textAt } from "../kubernetes/json.ts";
import { readAdmitted } from "./admitted.ts";

interface Failure {
  readonly message: RegExp;
  readonly cause: string;
}

/** Messages of engines that cannot load from peers: vLLM 0.33, SGLang 0.5.23, argparse and the kernel. */
const FAILURES: readonly Failure[] = [
  {
    message: /requires the ModelExpress Python package|requires the 'modelexpress'|No module named 'modelexpress'/,
    cause: "its image lacks Model Express's Python package",
  },
  {
    message: /(?:unknown|invalid|unsupported) (?:load[ _]format|choice)[^\n]{0,200}(?:modelexpress|remote_instance)/i,
    cause: "its engine does not know the load format, because it is too old or VLLM_PLUGINS leaves out modelexpress",
  },
  {
    message: /unrecognized arguments:[^\n]{0,200}--remote-instance-weight-loader-backend/,
    cause: "its engine is too old to load from peers",
  },
  {
    message: /address already in use[^\n]{0,200}\b[56]5\d\d\b|\b[56]5\d\d\b[^\n]{0,200}address already in use/i,
    cause: "a port between peers is taken",
  },
];

const FIX = "annotate the pod with modelexpress.nvidia.com/weights: files";
const MOST_MESSAGE = 4096;

/**
 * Explains how loading from peers made a container fail; `undefined` unless the injector switched it on. If the
 * termination message does not say, the log does.
 */
export function explainPeersFailure(pod: JsonObject, container: string, ended: JsonObject): string | undefined {
  const admitted = readAdmitted(pod);
  const isSwitched = admitted !== undefined && admitted !== "unreadable" && admitted.peers.includes(container);
  if (!isSwitched || textAt(ended, "reason") === "OOMKilled") return undefined;
  const message = (textAt(ended, "message") ?? "").slice(-MOST_MESSAGE);
  const known = FAILURES.find((failure) => failure.message.test(message));
  if (known !== undefined) return `${known.cause}: ${FIX}`;
  const hint = "if its log says that it requires the package modelexpress";
  return message === "" ? `container ${container} loads its weights from peers: ${hint}, ${FIX}` : undefined;
}
