/**
 * The grammar of image references (distribution's `reference` package), by which the kubelet refuses an image as
 * `InvalidImageName`. In the syntax that JavaScript, RE2 and JSON Schema share: the configuration, the
 * CustomResourceDefinition and the chart's schema use these same patterns.
 */
const HOST_LABEL = "[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?";
const REGISTRY = String.raw`(${HOST_LABEL}(\.${HOST_LABEL})*|\[[0-9A-Fa-f:]+\])(:[0-9]+)?`;
const COMPONENT = String.raw`[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*`;
const REPOSITORY = `(${REGISTRY}/)?${COMPONENT}(/${COMPONENT})*`;
const TAG = "(:[A-Za-z0-9_][-A-Za-z0-9_.]{0,127})?";
const DIGEST = "(@[a-z0-9]+([-_+.][a-z0-9]+)*:[0-9A-Fa-f]{32,128})?";

/** An image without tag and digest. */
export const REPOSITORY_PATTERN = `^${REPOSITORY}$`;
export const IMAGE_PATTERN = `^${REPOSITORY}${TAG}${DIGEST}$`;
/** The start of an image's name: a registry, or an image, or one of them with a slash at its end. */
export const IMAGE_PREFIX_PATTERN = `^(${REGISTRY}/?|${REPOSITORY}(/|${TAG}${DIGEST}))$`;
/** In characters: a repository has at most 255. */
export const MOST_IMAGE_LENGTH = 512;
/** For messages. */
export const IMAGE_FORM = "an image such as registry.example.com/org/name:tag";

const IMAGE = new RegExp(IMAGE_PATTERN);

export function isImage(text: string): boolean {
  return text.length <= MOST_IMAGE_LENGTH && IMAGE.test(text);
}
