/** A listening address in the cluster. */
export interface Target {
  /** The host as pods reach it: a Service's name, or a pod's address. */
  readonly host: string;
  readonly port: number;
  /** A ready pod behind it, with the pod's own port; `undefined` if none is ready. */
  readonly pod: TargetPod | undefined;
}

export interface TargetPod {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

/** An address to connect to, until it is closed. */
export interface Line {
  readonly host: string;
  readonly port: number;
  /** Why connections fail, if the line knows more than the connecting side. */
  failure(): LineFailure | undefined;
  close(): void;
}

export type LineFailure =
  /** The line could not be established. Says nothing about the target. */
  | { readonly unreachable: string }
  /** The target does not listen. */
  | { readonly problem: string };

/** A way from this process to targets in the cluster. */
export interface Dialer {
  /** For messages: `directly`, `through the API server`. */
  readonly way: string;
  /** Opens a line, or returns why that is impossible. */
  open(target: Target): Promise<Line | { readonly unreachable: string }>;
}

/** From inside the cluster, by the same names and addresses as all pods. */
export const DIRECT: Dialer = {
  way: "directly",
  open: async ({ host, port }) => ({ host, port, failure: () => undefined, close: () => {} }),
};
