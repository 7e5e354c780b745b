import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { type Address, parseAddress } from "../../model-express/address.ts";
import type { Container } from "../pod/pod.ts";

/** The address in a container's environment, set by a user or by the Dynamo operator. */
export interface OwnAddress {
  readonly variable: AddressVariable;
  /** `"unknown"`: unknown at admission, or not a `host:port`. `"none"`: empty, which disables the container. */
  readonly address: Address | "unknown" | "none";
  /** The source of an unknown address, if another container can use it too. */
  readonly source: JsonObject | undefined;
}

/** The first is deprecated, but takes precedence where both are read (Model Express, `client` configuration). */
export const ADDRESS_VARIABLES = ["MODEL_EXPRESS_URL", "MX_SERVER_ADDRESS"] as const;
export type AddressVariable = (typeof ADDRESS_VARIABLES)[number];

/** The first non-empty one. If there are only empty ones, the container wants no Model Express. */
export function ownAddress(container: Container, { variables }: Environment): OwnAddress | undefined {
  const stated = ADDRESS_VARIABLES.filter((name) => variables.has(name));
  const variable = stated.find((name) => variables.get(name) !== "") ?? stated[0];
  if (variable === undefined) return undefined;
  const value = variables.get(variable) ?? "";
  const source = container.env.findLast(({ name }) => name === variable)?.valueFrom;
  return { variable, address: read(value), source };
}

function read(value: string): OwnAddress["address"] {
  if (value === "") return "none";
  return (isKnown(value) ? parseAddress(value) : undefined) ?? "unknown";
}
