/**
 * How much is read of what tenants write. One process serves every tenant, so each length is checked before anything
 * else is done with a text or a list; what is over a limit is refused with the limit in the message.
 */
export const LIMITS = {
  /** Bytes of an AdmissionReview. The API server takes objects of 3 MiB (`MaxRequestBodyBytes`). */
  reviewBytes: 3 * 1024 * 1024,
  /** Values (elements and members) in a review. A large pod, with its managed fields, has some thousands. */
  reviewValues: 100_000,
  /** Objects and lists inside each other. A pod has 13 levels. */
  depth: 64,
  /** Containers and init containers of a pod. */
  containers: 128,
  /** Words and variables of a pod's containers altogether. */
  words: 16_384,
  /** Volumes of a pod, and mounts of its containers altogether. */
  mounts: 512,
  /** Characters that references such as `$(NAME)` may add to a pod's texts. */
  expansion: 1024 * 1024,
  /** Characters of an annotation that says one thing. */
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
  /** Characters of what a graph declares in one annotation. */
  declaration: 32 * 1024,
  /** ModelExpress objects of one graph. */
  instancesPerGraph: 16,
  /** Characters of the pods of a graph's leaders, as JSON. */
  leaders: 256 * 1024,
  /** Characters of a ModelExpress's spec, as JSON. */
  modelExpressSpec: 32 * 1024,
} as const;
