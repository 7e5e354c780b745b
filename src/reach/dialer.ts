/** Something in the cluster that listens. */
export interface Target {
  /** As a pod of the cluster reaches it: a Service's name, or a pod's address. */
  readonly host: string;
  readonly port: number;
  /** A pod that answers there, by its own port; `undefined` when none is ready. */
  readonly pod: TargetPod | undefined;
}

export interface TargetPod {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/** An address that can be connected to, until it is closed. */
export interface Line {
  readonly host: string;
  readonly port: number;
  /** Why connections through it fail, when the line knows more than the connecting side. */
  failure(): LineFailure | undefined;
  close(): void;
}

export type LineFailure =
  /** The line itself could not be had, which says nothing of what listens. */
  | { readonly unreachable: string }
  /** What should listen does not. */
  | { readonly problem: string };

/** A way from this process to what listens in the cluster. */
export interface Dialer {
  /** For people: `directly`, `through the API server`. */
  readonly way: string;
  /** The line, or why there is none. */
  open(target: Target): Promise<Line | { readonly unreachable: string }>;
}

/** From a pod of the cluster: by the names and addresses that all its pods use. */
export const DIRECT: Dialer = {
  way: "directly",
  open: async ({ host, port }) => ({ host, port, failure: () => undefined, close: () => {} }),
};
