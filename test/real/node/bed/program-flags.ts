import { API_PORT, NODE_ADDRESS, NODE_NAME, SERVICE_RANGE } from "./addresses.ts";

/** Flags of each program; files are relative to the node's folder, where the programs run. */
export const FLAGS = {
  etcd: [
    "--data-dir=etcd",
    "--listen-client-urls=http://127.0.0.1:2379",
    "--advertise-client-urls=http://127.0.0.1:2379",
    "--listen-peer-urls=http://127.0.0.1:0",
    "--unsafe-no-fsync",
    "--log-level=warn",
  ],
  "kube-apiserver": [
    "--etcd-servers=http://127.0.0.1:2379",
    "--bind-address=0.0.0.0",
    `--secure-port=${API_PORT}`,
    `--advertise-address=${NODE_ADDRESS}`,
    "--tls-cert-file=kube-apiserver.crt",
    "--tls-private-key-file=kube-apiserver.key",
    "--client-ca-file=ca.crt",
    "--service-account-issuer=https://kubernetes.default.svc",
    "--service-account-key-file=service-accounts.pub",
    "--service-account-signing-key-file=service-accounts.key",
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--allow-privileged=true",
    "--kubelet-client-certificate=kubelet-client.crt",
    "--kubelet-client-key=kubelet-client.key",
    "--kubelet-preferred-address-types=InternalIP",
  ],
  "kube-controller-manager": [
    ...alone("kube-controller-manager"),
    "--use-service-account-credentials=true",
    "--service-account-private-key-file=service-accounts.key",
    "--root-ca-file=ca.crt",
    "--cluster-signing-cert-file=ca.crt",
    "--cluster-signing-key-file=ca.key",
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
  ],
  "kube-scheduler": alone("kube-scheduler"),
  kubelet: [
    "--config=kubelet.yaml",
    "--kubeconfig=kubelet.kubeconfig",
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${NODE_ADDRESS}`,
    "--cert-dir=kubelet-certificates",
  ],
  "kube-proxy": ["--config=kube-proxy.yaml"],
  coredns: ["-conf", "Corefile"],
  containerd: ["--config", "containerd.toml"],
  "network-policies": ["network-policies.kubeconfig", NODE_NAME, SERVICE_RANGE],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ProgramName = keyof typeof FLAGS;

function alone(user: string): string[] {
  return [`--kubeconfig=${user}.kubeconfig`, "--secure-port=0", "--leader-elect=false"];
}
