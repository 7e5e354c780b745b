import { type JsonObject, objectsAt, textAt, textsAt } from "../../kubernetes/json.ts";
import { isPython } from "./append-flags.ts";
import { countDevices } from "./devices.ts";
import type { Node } from "./node.ts";
import { quoteForShell } from "./quote.ts";

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
  "cp /ssh-pk/private.key $HOME/.ssh/id_rsa",
  "cp /ssh-pk/private.key.pub $HOME/.ssh/id_rsa.pub",
  "cp /ssh-pk/private.key.pub $HOME/.ssh/authorized_keys",
  "chmod 600 $HOME/.ssh/id_rsa $HOME/.ssh/authorized_keys",
  "chmod 644 $HOME/.ssh/id_rsa.pub",
  "printf 'Host *\\nIdentityFile '$HOME'/.ssh/id_rsa\\nStrictHostKeyChecking no\\nPort 2222\\n' > $HOME/.ssh/config",
];

const SERVER = [
  ...["Port 2222", "HostKey '$HOME'/.ssh/host_keys/ssh_host_rsa_key"],
  ...["HostKey '$HOME'/.ssh/host_keys/ssh_host_ecdsa_key", "HostKey '$HOME'/.ssh/host_keys/ssh_host_ed25519_key"],
  ...["PidFile '$HOME'/.ssh/run/sshd.pid", "StrictModes no", "PermitRootLogin yes", "PasswordAuthentication no"],
  ...["PubkeyAuthentication yes", "AuthorizedKeysFile '$HOME'/.ssh/authorized_keys"],
];

const WORKER_STEPS = [
  "mkdir -p $HOME/.ssh $HOME/.ssh/host_keys $HOME/.ssh/run",
  "ls -la /ssh-pk/",
  ...KEYS,
  "ssh-keygen -t rsa -f $HOME/.ssh/host_keys/ssh_host_rsa_key -N ''",
  "ssh-keygen -t ecdsa -f $HOME/.ssh/host_keys/ssh_host_ecdsa_key -N ''",
  "ssh-keygen -t ed25519 -f $HOME/.ssh/host_keys/ssh_host_ed25519_key -N ''",
  `printf '${SERVER.join("\\n")}\\n' > $HOME/.ssh/sshd_config`,
  "/usr/sbin/sshd -D -f $HOME/.ssh/sshd_config",
];

function leaderSteps(main: JsonObject, { nodes, ranks }: Node): readonly string[] {
  const hosts = ranks.hosts(nodes);
  const wait = ranks.waitsForDns ? [dnsWait(hosts.slice(1))] : [];
  return ["mkdir -p $HOME/.ssh", "ls -la /ssh-pk/", ...KEYS, ...wait, mpirun(main, nodes, hosts)];
}

function mpirun(main: JsonObject, nodes: number, hosts: readonly string[]): string {
  const names = objectsAt(main, "env").map((variable) => textAt(variable, "name") ?? "");
  const forwarded = [...new Set([...FORWARDED, ...names])].sort().map((name) => `-x ${name}`);
  const ssh = '"-p 2222 -o StrictHostKeyChecking=no -i $HOME/.ssh/id_rsa"';
  return [
    `mpirun $([ "$(id -u)" = "0" ] && echo --allow-run-as-root) --oversubscribe -n ${nodes * countDevices(main)} -H ${hosts.join(",")}`,
    `--mca pml ob1 --mca plm_rsh_args ${ssh} ${forwarded.join(" ")}`,
    `bash -c 'trtllm-llmapi-launch ${originalCommand(main)}'`,
  ].join(" ");
}

/** The quoted words of a Python command, or only the script of a shell as it is. */
function originalCommand(main: JsonObject): string {
  const [command, args] = [textsAt(main, "command"), textsAt(main, "args")];
  if (isPython(command)) return [...command, ...args].map(quoteForShell).join(" ");
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
