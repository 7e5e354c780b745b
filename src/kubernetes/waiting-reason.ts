/**
 * The kubelet's reasons for a container that waits because of its image (Kubernetes' pkg/kubelet/images/types.go, and
 * the last two of the CRI's errors).
 */
const IMAGE_TROUBLES: ReadonlySet<string> = new Set([
  ...["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError"],
  ...["RegistryUnavailable", "SignatureValidationFailed"],
]);

export function isImageTrouble(reason: string): boolean {
  return IMAGE_TROUBLES.has(reason);
}

/** The kubelet's reasons for a container that waits for its turn. */
const TURNS: ReadonlySet<string> = new Set(["PodInitializing", "ContainerCreating"]);

export function waitsForTurn(reason: string): boolean {
  return TURNS.has(reason);
}
