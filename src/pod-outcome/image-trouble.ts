/** The kubelet's reasons for an image that it cannot get. */
const REASONS = new Set([
  ...["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError"],
  ...["RegistryUnavailable", "SignatureValidationFailed"],
]);

export function isImageTrouble(reason: string): boolean {
  return REASONS.has(reason);
}

/** The way out if the pull's own image cannot be had. */
export const PULL_IMAGE_FIX =
  "the image is that of the instance (annotation image on its Service, spec.image of its ModelExpress) or the " +
  "configuration's pull.image; correct it, make the registry reachable from the node, or name a Secret of the pod's " +
  "namespace in the instance's annotation image-pull-secrets";
