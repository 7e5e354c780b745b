/** Help texts of flags for manifests. */
export const FILES_HELP = "manifests: files, folders, or - for standard input";
export const CLUSTER_HELP =
  "manifests of the cluster, besides those of -f: Services, PersistentVolumeClaims, Namespaces, ModelExpress objects, graphs";

/** For flags that reach a cluster, beside `-f`: whoever gives them expects an answer about that cluster. */
export const NO_CLUSTER_ASKED =
  "-f asks no cluster: drop --kubeconfig, --context and --connect, and name the cluster's manifests with --cluster FILE";
