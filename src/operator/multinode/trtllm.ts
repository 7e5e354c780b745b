import { type JsonObject, objectsAt, textAt } from "../../kubernetes/json.ts";
import { textsAt } from "../backend.ts";
import { isPython } from "./append-flags.ts";
import { countDevices } from "./devices.ts";
import type { Node } from "./node.ts";

/** The Secret with the leader's SSH keys for the workers; the default of the operator's chart. */
export const SSH_SECRET = "mpi-run-ssh-secret";

/**
 * Builds one node of a multinode TensorRT-LLM engine: the leader runs `mpirun`; workers run `sshd` and name no model.
 */
export function trtllmNode(main: JsonObject, node: Node): JsonObject {
  const env = [...objectsAt(main, "env"), { name: "OMPI_MCA_orte_keep_fqdn_hostnames", value: "1" }];
  const mount = { name: SSH_SECRET, mountPath: "/ssh-pk", readOnly: true };
  const volumeMounts = [...objectsAt(main, "volumeMounts"), mount];
  const steps = node.role === "leader" ? leaderSteps({ ...main, env }, node) : WORKER_STEPS;
  return { ...main, env, volumeMounts, command: ["/bin/sh", "-c"], args: [steps.join(" && ")] };
}

const KEYS = [
  "cp /ssh-pk/private.key ~/.ssh/id_rsa",
  "cp /ssh-pk/private.key.pub ~/.ssh/id_rsa.pub",
  "cp /ssh-pk/private.key.pub ~/.ssh/authorized_keys",
  "chmod 600 ~/.ssh/id_rsa ~/.ssh/authorized_keys",
  "chmod 644 ~/.ssh/id_rsa.pub ~/.ssh/authorized_keys",
  "printf 'Host *\\nIdentityFile ~/.ssh/id_rsa\\nStrictHostKeyChecking no\\nPort 2222\\n' > ~/.ssh/config",
];

const SERVER = [
  ...["Port 2222", "HostKey ~/.ssh/host_keys/ssh_host_rsa_key", "HostKey ~/.ssh/host_keys/ssh_host_ecdsa_key"],
  ...["HostKey ~/.ssh/host_keys/ssh_host_ed25519_key", "PidFile ~/.ssh/run/sshd.pid", "PermitRootLogin yes"],
  ...["PasswordAuthentication no", "PubkeyAuthentication yes", "AuthorizedKeysFile ~/.ssh/authorized_keys"],
];

const WORKER_STEPS = [
  "mkdir -p ~/.ssh ~/.ssh/host_keys ~/.ssh/run",
  "ls -la /ssh-pk/",
  ...KEYS,
  "ssh-keygen -t rsa -f ~/.ssh/host_keys/ssh_host_rsa_key -N ''",
  "ssh-keygen -t ecdsa -f ~/.ssh/host_keys/ssh_host_ecdsa_key -N ''",
  "ssh-keygen -t ed25519 -f ~/.ssh/host_keys/ssh_host_ed25519_key -N ''",
  `printf '${SERVER.join("\\n")}\\n' > ~/.ssh/sshd_config`,
  "/usr/sbin/sshd -D -f ~/.ssh/sshd_config",
];

function leaderSteps(main: JsonObject, { nodes, ranks }: Node): readonly string[] {
  const hosts = ranks.hosts(nodes);
  const wait = ranks.waitsForDns ? [dnsWait(hosts.slice(1))] : [];
  return ["mkdir -p ~/.ssh", "ls -la /ssh-pk/", ...KEYS, ...wait, mpirun(main, nodes, hosts)];
}

function mpirun(main: JsonObject, nodes: number, hosts: readonly string[]): string {
  const names = objectsAt(main, "env").map((variable) => textAt(variable, "name") ?? "");
  const forwarded = [...new Set([...FORWARDED, ...names])].sort().map((name) => `-x ${name}`);
  const ssh = '"-p 2222 -o StrictHostKeyChecking=no -i ~/.ssh/id_rsa"';
  return [
    `mpirun --allow-run-as-root --oversubscribe -n ${nodes * countDevices(main)} -H ${hosts.join(",")}`,
    `--mca pml ob1 --mca plm_rsh_args ${ssh} ${forwarded.join(" ")}`,
    `bash -c 'trtllm-llmapi-launch ${originalCommand(main)}'`,
  ].join(" ");
}

/** All words of a Python command, or only the script of a shell, joined without quotes as the operator does. */
function originalCommand(main: JsonObject): string {
  const [command, args] = [textsAt(main, "command"), textsAt(main, "args")];
  if (isPython(command)) return [...command, ...args].join(" ");
  return (args.length > 0 ? args : command).join(" ");
}

function dnsWait(workers: readonly string[]): string {
  return `for worker in ${workers.join(" ")}; do until getent hosts $worker >/dev/null 2>&1; do sleep 2; done; done`;
}

/** Variables that `mpirun -x` forwards besides the container's own (`getCommonTRTLLMEnvVars`). */
const FORWARDED = [
  ...["CPATH", "CUDA_VISIBLE_DEVICES", "MODEL_PATH", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_ENDPOINT"],
  ...["TOKENIZERS_PARALLELISM", "NCCL_DEBUG", "NCCL_IB_DISABLE", "NCCL_P2P_DISABLE", "TENSORRT_LLM_CACHE_DIR"],
  ...["HF_HOME", "TRANSFORMERS_CACHE", "HF_DATASETS_CACHE", "PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "HOME", "USER"],
  ...["TRITON_PTXAS_PATH", "TRTLLM_USE_UCX_KVCACHE"],
];
