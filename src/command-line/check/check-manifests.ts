import type { Settings } from "../../injection/settings.ts";
import { EXIT } from "../failure.ts";
import { decideManifests } from "../manifests/decide-manifests.ts";
import { warnOfGraphsOnce } from "../manifests/graph-warnings.ts";
import { openDirectory } from "../manifests/open-directory.ts";
import { readInputs } from "../manifests/read-input.ts";
import { requirePods } from "../manifests/require-pods.ts";
import type { Output } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";
import { checkTemplate } from "./check-template.ts";
import { formatAll } from "./checked-text.ts";

export interface CheckManifestsOptions {
  readonly files: readonly string[];
  /** Manifests of the cluster. */
  readonly cluster: readonly string[];
  readonly settings: Settings;
  /** The namespace of objects without one. */
  readonly namespace: string;
  /** Whether any warning is a problem. */
  readonly isStrict: boolean;
  readonly output: Output;
}

/** Checks manifests without a cluster: what is pulled, what stays online, what is unknown. Returns the exit code. */
export function checkManifests(options: CheckManifestsOptions, terminal: Terminal): number {
  const { files, cluster, settings, namespace, isStrict, output } = options;
  const inputs = readInputs(files);
  const directory = openDirectory(cluster, inputs, namespace);
  const decided = decideManifests(inputs, { directory, settings, namespace });
  requirePods(inputs, decided);
  const checked = warnOfGraphsOnce(decided).map((one) =>
    checkTemplate(one, { isStrict, optInLabel: directory.optInLabel(one.namespace) }),
  );
  const isHealthy = !checked.some(({ isProblem }) => isProblem);
  if (output === "json") terminal.out(`${JSON.stringify({ isHealthy, pods: checked }, null, 2)}\n`);
  else terminal.out(formatAll(checked, terminal.colors));
  return isHealthy ? EXIT.ok : EXIT.problem;
}
