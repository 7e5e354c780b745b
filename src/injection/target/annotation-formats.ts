import { parseDuration } from "../../kubernetes/duration.ts";
import { LIMITS } from "../../kubernetes/limits.ts";
import { isSubdomain } from "../../kubernetes/names.ts";
import { quoted } from "../../kubernetes/quoted.ts";
import { type Address, isUrl, parseAddress } from "../../model-express/address.ts";
import { parseModelList } from "../command/model-reference.ts";
import type { Resources } from "../pod/pod.ts";
import { parseMountPath } from "./mount-path.ts";
import { parseResources, RESOURCES_FORM } from "./parse-resources.ts";

/** The values that an annotation accepts. */
export interface Format<T> {
  /** Returns `undefined` for a value that is not accepted. */
  readonly parse: (value: string) => T | undefined;
  /** What is accepted, for the message about a wrong value. */
  readonly describe: () => string;
  readonly mostCharacters: number;
}

export function oneOf<T extends string>(values: readonly T[]): Format<T> {
  return {
    parse: (value) => values.find((one) => one === value),
    describe: () => listed(values),
    mostCharacters: LIMITS.value,
  };
}

/** A list of these names. */
export function namesAmong(names: readonly string[]): Format<readonly string[]> {
  return {
    parse: (value) => {
      const known = new Set(names);
      const stated = [...new Set(value.split(",").map((name) => name.trim()))];
      return stated.every((name) => known.has(name)) ? stated : undefined;
    },
    describe: () => `names among ${listed(names)}`,
    mostCharacters: LIMITS.list,
  };
}

/** `"none"` for an empty text. */
export const ADDRESS: Format<Address | "none"> = {
  parse: (value) => {
    if (value === "") return "none";
    return isUrl(value) ? parseAddress(value) : undefined;
  },
  describe: () => '"http://host:port", "https://host:port", or "" to disable',
  mostCharacters: LIMITS.value,
};

export const MODEL_LIST: Format<readonly string[]> = {
  parse: (value) => {
    const list = parseModelList(value);
    return "invalid" in list ? undefined : list.models;
  },
  describe: () => "at most 64 of org/name, org/name@revision or ngc://, gs://, s3://, az:// URIs, by comma or space",
  mostCharacters: LIMITS.list,
};

export const CLAIM_NAME: Format<string> = {
  parse: (value) => (isSubdomain(value) ? value : undefined),
  describe: () => "a PersistentVolumeClaim's name",
  mostCharacters: LIMITS.value,
};

export const MOUNT_PATH: Format<string> = {
  parse: parseMountPath,
  describe: () =>
    "an absolute path without .., : and $, none of the system's (/proc, /sys, /dev, /etc, /usr, /bin, /lib, /var/run/secrets)",
  mostCharacters: LIMITS.value,
};

/** Whole seconds, rounded up. */
export const SECONDS: Format<number> = {
  parse: (value) => {
    const seconds = parseDuration(value);
    return seconds === undefined ? undefined : Math.ceil(seconds);
  },
  describe: () => "a duration such as 90m or 1h30m",
  mostCharacters: LIMITS.value,
};

export const RESOURCES: Format<Resources> = {
  parse: parseResources,
  describe: () => RESOURCES_FORM,
  mostCharacters: LIMITS.value,
};

/** Keeps the message to one sentence. */
const MOST_LISTED = 8;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, MOST_LISTED).map((value) => quoted(value));
  return values.length > MOST_LISTED ? `${shown.join(", ")}, …` : shown.join(", ");
}
