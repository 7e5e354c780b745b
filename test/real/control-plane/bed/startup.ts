import { connect } from "./client.ts";
import { flagsOf, withoutServiceAccounts } from "./flags.ts";
import { untilSuccess } from "./poll.ts";
import type { ProgramGroup } from "./program-group.ts";
import { accessOf, type State } from "./state.ts";

const readinessTimeoutMilliseconds = 180_000;

/** What of a control plane a test can choose. */
export interface StartupOptions {
  /** Added to the API server's flags; a list flag such as --disable-admission-plugins adds up. */
  readonly apiServerFlags?: readonly string[];
  /** Without a scheduler (the default), pods stay as they were admitted. */
  readonly hasScheduler?: boolean;
}

/** Starts the programs, each when the one that it needs is ready; at the end, pods can be created. */
export async function startAll(programs: ProgramGroup, state: State, options: StartupOptions): Promise<void> {
  await startStore(programs, state, options);
  if (options.hasScheduler) {
    await programs.start("kube-scheduler", flagsOf["kube-scheduler"](state));
  }
  if (programs.canStart("kube-controller-manager")) {
    await programs.start("kube-controller-manager", flagsOf["kube-controller-manager"](state));
    // No pod is admitted in a namespace before its ServiceAccount is there.
    await untilServed("/api/v1/namespaces/default/serviceaccounts/default", programs, state);
  }
}

/** Starts etcd, and the API server before it. */
export async function startStore(programs: ProgramGroup, state: State, options: StartupOptions): Promise<void> {
  await programs.start("etcd", flagsOf.etcd(state));
  await startApiServer(programs, state, options);
}

/** Starts the API server and waits until it is ready. */
export async function startApiServer(programs: ProgramGroup, state: State, options: StartupOptions): Promise<void> {
  const flags = flagsOf["kube-apiserver"](state);
  if (!programs.canStart("kube-controller-manager")) {
    flags.push(withoutServiceAccounts);
  }
  await programs.start("kube-apiserver", [...flags, ...(options.apiServerFlags ?? [])]);
  await untilServed("/readyz", programs, state);
}

async function untilServed(apiPath: string, programs: ProgramGroup, state: State): Promise<void> {
  const client = connect(accessOf(state, "admin"));
  const limits = { timeoutMilliseconds: readinessTimeoutMilliseconds, signal: programs.someEnded };
  try {
    await untilSuccess(() => client.get(apiPath), limits);
  } finally {
    client.close();
  }
}
