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
  return describeMistake({ namespace, optInLabel }) ?? `${namespace} is not opted in: ${optInCommand(namespace)}`;
}

/** Describes a label that was meant to opt a namespace in, or out, and does nothing; `undefined` if there is none. */
export function describeMistake({ namespace, optInLabel }: Omit<OptIn, "isOptedIn">): string | undefined {
  if (optInLabel === undefined || ["enabled", "disabled"].includes(optInLabel)) return undefined;
  return `${namespace} has ${INJECT_LABEL}=${optInLabel}, which does nothing: ${optInCommand(namespace)}`;
}

export function optInCommand(namespace: string): string {
  return `kubectl label namespace ${namespace} ${INJECT_LABEL}=enabled --overwrite`;
}
