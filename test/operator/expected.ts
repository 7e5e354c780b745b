import { commandOf, type Recipe, wordsOf } from "./graphs.ts";

type Role = "main" | "leader" | "worker" | "memory-server";

/**
 * The command and arguments of a worker's pod, written from the operator's documented rules for each backend and
 * independent of the code under test.
 */
export function expectedCommand(recipe: Recipe, role: Role): readonly string[] {
  const { command = ["/bin/sh", "-c"], args } = commandOf(recipe);
  if (role === "main") return [...command, ...args];
  if (recipe.backend === "trtllm") return ["/bin/sh", "-c", trtllmScript(recipe, role)];
  if (recipe.spread === "ray") return ["/bin/sh", "-c", rayScript(recipe, role)];
  const flags = recipe.backend === "sglang" ? sglangFlags(recipe, role) : vllmFlags(recipe, role);
  return withFlags(recipe, flags);
}

const GROVE_LEADER = "$(GROVE_PCSG_NAME)-$(GROVE_PCSG_INDEX)-decode-ldr-0.$(GROVE_HEADLESS_SERVICE)";

function leaderOf({ orchestrator }: Recipe): string {
  return orchestrator === "grove" ? GROVE_LEADER : "$(LWS_LEADER_ADDRESS)";
}

function rankOf({ orchestrator }: Recipe, role: Role): string {
  if (role === "leader") return "0";
  return orchestrator === "grove" ? "$((GROVE_PCLQ_POD_INDEX + 1))" : "$(LWS_WORKER_INDEX)";
}

function sglangFlags(recipe: Recipe, role: Role): string {
  return `--dist-init-addr ${leaderOf(recipe)}:29500 --nnodes ${recipe.nodes} --node-rank ${rankOf(recipe, role)}`;
}

function vllmFlags(recipe: Recipe, role: Role): string {
  const { nodes } = recipe;
  const leader = leaderOf(recipe);
  if (recipe.spread === "data") {
    const start = role === "leader" ? "0" : `$(( 8 * ${rankOf(recipe, role)} ))`;
    return `--data-parallel-hybrid-lb --data-parallel-size-local 8 --data-parallel-start-rank ${start} --data-parallel-address ${leader} --data-parallel-rpc-port 13445`;
  }
  const end = role === "leader" ? "--node-rank 0" : `--node-rank ${rankOf(recipe, role)} --headless`;
  return `--distributed-executor-backend mp --nnodes ${nodes} --master-addr ${leader} --master-port 29500 ${end}`;
}

/**
 * Adds the flags as words to a Python array, or as a script if only a shell evaluates them; within the text to a
 * script.
 */
function withFlags(recipe: Recipe, flags: string): readonly string[] {
  const words = wordsOf(recipe);
  if (recipe.shape === "arguments only") return ["/bin/sh", "-c", inScript(words, flags)];
  if (recipe.shape === "script") {
    return ["/bin/sh", "-c", `ulimit -l unlimited; ${inScript(words, flags)} | tee /tmp/log`];
  }
  return flags.includes("$((") ? ["sh", "-c", `exec ${words.join(" ")} ${flags}`] : [...words, ...flags.split(" ")];
}

/** Inserts after the word that names the engine. */
function inScript([python, module, engine, ...rest]: readonly string[], flags: string): string {
  return `${python} ${module} ${engine} ${flags} ${rest.join(" ")}`;
}

function rayScript(recipe: Recipe, role: Role): string {
  if (role === "worker") return `ray start --address=${leaderOf(recipe)}:6379 --block`;
  const words = wordsOf(recipe).join(" ");
  const command = {
    array: words,
    script: `/bin/sh -c "ulimit -l unlimited; ${words} | tee /tmp/log"`,
    "arguments only": `/bin/sh -c "${words}"`,
  }[recipe.shape];
  return `ray start --head --port=6379 && ${command} --distributed-executor-backend ray`;
}

/** The part that readers of the pod must find, without the SSH set-up around it. */
function trtllmScript(recipe: Recipe, role: Role): string {
  if (role === "worker") return "sshd";
  const script =
    recipe.shape === "script"
      ? `ulimit -l unlimited; ${wordsOf(recipe).join(" ")} | tee /tmp/log`
      : wordsOf(recipe).join(" ");
  return `bash -c 'trtllm-llmapi-launch ${script}'`;
}
