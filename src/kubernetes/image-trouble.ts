/**
 * The kubelet's reasons for a container that waits because of its image (Kubernetes' pkg/kubelet/images/types.go, and
 * the last two of the CRI's errors).
 */
const REASONS = new Set([
  ...["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError"],
  ...["RegistryUnavailable", "SignatureValidationFailed"],
]);

export function isImageTrouble(reason: string): boolean {
  return REASONS.has(reason);
}
