import { INJECT_LABEL } from "../../model-express/keys.ts";

/** A namespace, as far as opting in is concerned. */
export interface OptIn {
  readonly namespace: string;
  readonly isOptedIn: boolean;
  /** The value of its label. */
  readonly optInLabel?: string | undefined;
}

/** Describes in one line whether a namespace is opted in, with the command that opts it in. */
export function describeOptIn({ namespace, isOptedIn, optInLabel }: OptIn): string {
  if (isOptedIn) return `${namespace} is opted in: ${INJECT_LABEL}=enabled`;
  const command = optInCommand(namespace);
  if (optInLabel === undefined || optInLabel === "disabled") return `${namespace} is not opted in: ${command}`;
  return `${namespace} has ${INJECT_LABEL}=${optInLabel}, which does nothing: ${command}`;
}

export function optInCommand(namespace: string): string {
  return `kubectl label namespace ${namespace} ${INJECT_LABEL}=enabled --overwrite`;
}
