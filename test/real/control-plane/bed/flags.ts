import type { ProgramName } from "./source.ts";
import type { State } from "./state.ts";

// RFC 5737: the address must not be loopback, and nothing in the tests uses it.
const unusedAddress = "192.0.2.1";

/** The flags of each program; files are relative to the state directory, where the programs run. */
export const flagsOf: Readonly<Record<ProgramName, (state: State) => string[]>> = {
  etcd: ({ etcdPort }) => [
    "--data-dir=etcd",
    `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
    `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
    // A single member has no peers; only the port must not be a fixed one.
    "--listen-peer-urls=http://127.0.0.1:0",
    "--unsafe-no-fsync",
    "--log-level=warn",
  ],
  "kube-apiserver": ({ etcdPort, apiServerPort }) => [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${apiServerPort}`,
    `--advertise-address=${unusedAddress}`,
    "--endpoint-reconciler-type=none",
    "--tls-cert-file=kube-apiserver.crt",
    "--tls-private-key-file=kube-apiserver.key",
    "--client-ca-file=ca.crt",
    "--service-account-issuer=https://kubernetes.default.svc",
    "--service-account-key-file=service-accounts.pub",
    "--service-account-signing-key-file=service-accounts.key",
    "--service-cluster-ip-range=10.0.0.0/16",
    "--authorization-mode=Node,RBAC",
    "--allow-privileged=true",
  ],
  "kube-controller-manager": () => [
    ...servesNothingAs("kube-controller-manager"),
    "--use-service-account-credentials=true",
    "--service-account-private-key-file=service-accounts.key",
    "--root-ca-file=ca.crt",
    "--cluster-signing-cert-file=ca.crt",
    "--cluster-signing-key-file=ca.key",
    // The default of 20 a second doubles the time until the ServiceAccount "default" is there.
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
    // After 50 s without a heartbeat, which a busy machine delays, the pods of kwok's node would not be ready.
    "--node-monitor-grace-period=1h",
  ],
  "kube-scheduler": () => servesNothingAs("kube-scheduler"),
};

/** The further flag of an API server that has no controller manager to make ServiceAccounts. */
export const withoutServiceAccounts = "--disable-admission-plugins=ServiceAccount";

// Without metrics and health to serve, there is no port to choose, nor a rival to elect a leader from.
function servesNothingAs(user: ProgramName): string[] {
  return [`--kubeconfig=${user}.kubeconfig`, "--secure-port=0", "--leader-elect=false"];
}
