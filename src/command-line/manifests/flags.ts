/** Help texts of flags for manifests. */
export const FILES_HELP = "manifests: files, folders, or - for standard input";
export const CLUSTER_HELP =
  "manifests of the cluster, besides those of -f: Services, PersistentVolumeClaims, Namespaces, ModelExpress objects, graphs";
