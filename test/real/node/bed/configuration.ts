import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { PAUSE_IMAGE } from "../images/build-parts.ts";
import { DNS_ADDRESS, NODE_ADDRESS, NODE_NAME, POD_RANGE } from "./addresses.ts";

/** Writes the configuration files of the node's programs. @param packages the root of the unpacked packages */
export async function writeConfiguration(directory: string, packages: string): Promise<void> {
  await mkdir(path.join(directory, "cni"));
  const files = {
    "containerd.toml": containerd(directory, packages),
    "cni/10-bridge.conflist": JSON.stringify(NETWORK),
    "kubelet.yaml": JSON.stringify(kubelet(directory)),
    "kube-proxy.yaml": JSON.stringify(kubeProxy(directory)),
    // Of the node: it knows no search domains, so a name such as x.y.svc means nothing to it.
    "resolv.conf": `nameserver ${NODE_ADDRESS}\n`,
    Corefile: corefile(directory),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(directory, name), content);
}

function containerd(directory: string, packages: string): string {
  return `version = 3
root = "/var/lib/containerd"
state = "/run/containerd"
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "${PAUSE_IMAGE}"
[plugins."io.containerd.cri.v1.runtime"]
  # Without CAP_SYS_RESOURCE nothing can be made less likely to be killed.
  restrict_oom_score_adj = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["${packages}/usr/lib/cni"]
    conf_dir = "${directory}/cni"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      SystemdCgroup = false
`;
}

const NETWORK = {
  cniVersion: "0.4.0",
  name: "bridge",
  plugins: [
    {
      type: "bridge",
      bridge: "cni0",
      isGateway: true,
      hairpinMode: true,
      ipam: { type: "host-local", ranges: [[{ subnet: POD_RANGE }]], routes: [{ dst: "0.0.0.0/0" }] },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

function kubelet(directory: string): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    failCgroupV1: false,
    failSwapOn: false,
    cgroupDriver: "cgroupfs",
    // Without the right to change kernel settings and its own score.
    featureGates: { KubeletInUserNamespace: true },
    containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
    clusterDNS: [DNS_ADDRESS],
    clusterDomain: "cluster.local",
    resolvConf: path.join(directory, "resolv.conf"),
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: path.join(directory, "ca.crt") },
    },
    authorization: { mode: "Webhook" },
    // The machine's disk may be nearly full of other things.
    evictionHard: { "memory.available": "200Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    // Files of ConfigMaps and Secrets follow within this time; the default is a minute.
    syncFrequency: "10s",
    // How often it measures volumes, before it evicts; the default is a minute.
    volumeStatsAggPeriod: "10s",
    nodeStatusUpdateFrequency: "5s",
  };
}

function kubeProxy(directory: string): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "nftables",
    clientConnection: { kubeconfig: path.join(directory, "kube-proxy.kubeconfig") },
    clusterCIDR: POD_RANGE,
    hostnameOverride: NODE_NAME,
    // These are the whole machine's.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}

function corefile(directory: string): string {
  return `.:53 {
  errors
  ready 127.0.0.1:8181
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${directory}/coredns.kubeconfig
    pods insecure
  }
  cache 5
  loadbalance
}
`;
}
