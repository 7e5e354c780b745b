/**
 * Limits on what is read of tenants' input. One process serves every tenant, so each length is checked before
 * anything else is done with a text or a list. Input over a limit is refused with a message that states the limit.
 */
export const LIMITS = {
  /**
   * An AdmissionReview. The API server accepts objects of 3 MiB (`MaxRequestBodyBytes`). A large pod with its managed
   * fields has a few thousand values (elements and members) and keys.
   */
  review: { bytes: 3 * 1024 * 1024, values: 100_000, keys: 32_768 },
  /** An object of a list or a watch. Of a larger one only the metadata's names are read. */
  watched: { bytes: 512 * 1024, values: 12_288, keys: 4096 },
  /**
   * Bytes in which these names are searched. etcd accepts requests of 1.5 MiB and stores custom resources as JSON, whose
   * names can follow anything. Objects of Kubernetes' own types begin with their names, and are longer as JSON.
   */
  watchedNames: 1.5 * 1024 * 1024,
  /** Nesting depth of objects and lists. A pod has 13 levels. */
  depth: 64,
  /** Containers and init containers of a pod. */
  containers: 128,
  /** Words and variables of all containers of a pod. */
  words: 16_384,
  /** Volumes of a pod, and mounts and devices of all its containers. */
  mounts: 512,
  /** Characters that references such as `$(NAME)` may add to a pod's texts. */
  expansion: 1024 * 1024,
  /** Characters of an annotation with a single value. */
  value: 1024,
  /** Characters of an annotation that lists models or containers. */
  list: 16_384,
  /** Models that one container pulls. */
  models: 64,
  /** Ports of a Service. */
  ports: 128,
  /** Warnings of a decision. */
  warnings: 16,
  /** Characters of a reason's or warning's detail. */
  detail: 500,
  /** Characters of a graph's annotation that declares instances. */
  declaration: 32 * 1024,
  /** Lines, quotes, brackets, colons and commas of it. They take the time of a YAML parser. */
  declarationMarks: 4096,
  /** ModelExpress objects of one graph. */
  instancesPerGraph: 16,
  /** Characters of a component of a graph that declares a ModelExpress, as JSON. */
  component: 128 * 1024,
  /** Characters of a graph's leader pods, as JSON. */
  leaders: 256 * 1024,
  /** Characters of a ModelExpress's spec, as JSON. */
  modelExpressSpec: 32 * 1024,
} as const;
