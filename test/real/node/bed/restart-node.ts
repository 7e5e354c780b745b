import { connect } from "../../control-plane/bed/client.ts";
import { untilSuccess } from "../../control-plane/bed/poll.ts";
import { runInside } from "./inside.ts";
import { mustBeReady, type RunningNode } from "./start-node.ts";

const LIMIT = { timeoutMilliseconds: 120_000 };

/**
 * What a restart of the machine does to its pods: every container and its shim, containerd and the kubelet end at once, what
 * was mounted is gone, and what was in memory too. The control plane, which would be on another machine, goes on.
 */
export async function restartNode(node: RunningNode): Promise<void> {
  const { programs } = node;
  await programs.kill("kubelet");
  await programs.kill("containerd");
  await runInside(node, ["bash", "--norc", "-c", END_CONTAINERS]);
  programs.start("containerd");
  await untilSuccess(() => runInside(node, ["ctr", "version"]), LIMIT);
  const since = new Date();
  programs.start("kubelet");
  const client = connect(node.access);
  try {
    await untilSuccess(() => mustBeReady(client, since), LIMIT);
  } finally {
    client.close();
  }
}

// What ends meanwhile by itself is no failure.
const END_CONTAINERS = `
for process in /proc/[0-9]*; do
  case $(readlink $process/exe) in */containerd-shim-runc-v2*) kill -9 "\${process#/proc/}" ;; esac
done
find /sys/fs/cgroup -path "*/kubepods/*" -name cgroup.procs -exec cat {} + | xargs --no-run-if-empty kill -9
sleep 1
grep -oE ' (/run/containerd|/run/netns|/var/lib/kubelet/pods)/[^ ]*' /proc/mounts | sort -r | xargs --no-run-if-empty umount --lazy
rm -rf /run/containerd /run/netns
find /sys/fs/cgroup -depth -path "*/kubepods*" -type d -exec rmdir {} \\;
for link in $(ip -o link show type veth | grep -oE 'veth[0-9a-f]+'); do ip link delete $link; done
true
`;
