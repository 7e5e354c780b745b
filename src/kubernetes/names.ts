/**
 * The grammars of names in apimachinery's `pkg/util/validation`. The patterns are also used in schemas, so they have
 * no look-around, which Go's RE2 lacks. Lengths are limited separately.
 */

/** Names of most objects: RFC 1123 subdomains. */
export const SUBDOMAIN_PATTERN = String.raw`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`;
export const MOST_SUBDOMAIN_LENGTH = 253;
/** Names of Services: RFC 1035 labels. The pattern includes the length. */
export const SERVICE_NAME_PATTERN = "^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$";
/** A non-empty label value. */
export const LABEL_VALUE_PATTERN = "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";
export const MOST_LABEL_VALUE_LENGTH = 63;

const SUBDOMAIN = new RegExp(SUBDOMAIN_PATTERN);
const SERVICE_NAME = new RegExp(SERVICE_NAME_PATTERN);
const LABEL_VALUE = new RegExp(LABEL_VALUE_PATTERN);

export function isSubdomain(text: string): boolean {
  return text.length <= MOST_SUBDOMAIN_LENGTH && SUBDOMAIN.test(text);
}

export function isServiceName(text: string): boolean {
  return text.length <= MOST_LABEL_VALUE_LENGTH && SERVICE_NAME.test(text);
}

export function isLabelValue(text: string): boolean {
  return text.length <= MOST_LABEL_VALUE_LENGTH && LABEL_VALUE.test(text);
}
