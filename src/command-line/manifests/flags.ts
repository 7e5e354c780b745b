/** Help of the flags that name manifests. */
export const FILES_HELP = "manifests: files, folders, or - for standard input";
export const CLUSTER_HELP =
  "manifests of the cluster, besides those of -f: Services, PersistentVolumeClaims, Namespaces, ModelExpress objects, graphs";
