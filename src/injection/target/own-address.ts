import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { type Address, parseAddress } from "../../model-express/address.ts";
import type { Detection } from "../command/detection.ts";
import type { Container } from "../pod/pod.ts";

/** The address in a container's environment or arguments, set by a user or by the Dynamo operator. */
export interface OwnAddress {
  /** The variable or flag. */
  readonly setBy: string;
  /** `"unknown"`: unknown at admission, or not a `host:port`. `"none"`: empty, which disables the container. */
  readonly address: Address | "unknown" | "none";
  /** The source of an unknown address, if another container can use it too. */
  readonly source: JsonObject | undefined;
  /** The variable, if it is the container's own. A script's variable or a flag cannot be referred to. */
  readonly variable: AddressVariable | undefined;
}

/** The first is deprecated, but takes precedence where both are read (Model Express, `client` configuration). */
export const ADDRESS_VARIABLES = ["MODEL_EXPRESS_URL", "MX_SERVER_ADDRESS"] as const;
export type AddressVariable = (typeof ADDRESS_VARIABLES)[number];

/** What states addresses for a container. */
export interface AddressSources {
  readonly container: Container;
  readonly environment: Environment;
  /** With the changes of the container's script. */
  readonly runtime: Environment;
  readonly detection: Pick<Detection, "server">;
}

/**
 * The flag, which overrides variables; else the first non-empty variable. If there are only empty ones, the container
 * wants no Model Express.
 */
export function ownAddress({ container, environment, runtime, detection }: AddressSources): OwnAddress | undefined {
  const { server } = detection;
  if (server !== undefined) {
    return { setBy: server.flag, address: read(server.value), source: undefined, variable: undefined };
  }
  const { variables } = runtime;
  const stated = ADDRESS_VARIABLES.filter((name) => variables.has(name));
  const name = stated.find((one) => variables.get(one) !== "") ?? stated[0];
  if (name === undefined) return undefined;
  const value = variables.get(name) ?? "";
  const isContainers = environment.variables.get(name) === value;
  const source = isContainers ? container.env.findLast((one) => one.name === name)?.valueFrom : undefined;
  return { setBy: name, address: read(value), source, variable: isContainers ? name : undefined };
}

function read(value: string): OwnAddress["address"] {
  if (value === "") return "none";
  return (isKnown(value) ? parseAddress(value) : undefined) ?? "unknown";
}
