import type { JsonObject } from "../../kubernetes/json.ts";
import { appendFlags } from "./append-flags.ts";
import type { Node } from "./node.ts";

/** Builds one node of a multinode SGLang engine: the same command on each, with its rank. */
export function sglangNode(main: JsonObject, { role, nodes, ranks }: Node): JsonObject {
  const rank = role === "leader" ? { text: "0", needsShell: false } : ranks.own;
  const text = `--dist-init-addr ${ranks.leader}:29500 --nnodes ${nodes} --node-rank ${rank.text}`;
  return appendFlags(main, { text, needsShell: rank.needsShell }, "sglang");
}
