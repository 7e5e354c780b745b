import { isWarned } from "../../injection/reason.ts";
import type { Settings } from "../../injection/settings.ts";
import { describeUnmetRequest } from "../../pod-outcome/unmet-request.ts";
import { EXIT } from "../failure.ts";
import { decideManifests } from "../manifests/decide-manifests.ts";
import { openDirectory } from "../manifests/open-directory.ts";
import { describeMistake } from "../manifests/opt-in.ts";
import { readInputs } from "../manifests/read-input.ts";
import { requirePods } from "../manifests/require-pods.ts";
import type { Output } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";
import { describeKinds } from "./overview.ts";
import { type Explained, renderStory } from "./story.ts";
import { storyObject } from "./story-object.ts";

export interface ExplainOptions {
  readonly files: readonly string[];
  /** Manifests of the cluster. */
  readonly cluster: readonly string[];
  readonly settings: Settings;
  /** The namespace of objects without one. */
  readonly namespace: string;
  readonly output: Output;
}

/** Explains the decision about every pod of the files. Returns the exit code. */
export function explain({ files, cluster, settings, namespace, output }: ExplainOptions, terminal: Terminal): number {
  const { colors } = terminal;
  const inputs = readInputs(files);
  const directory = openDirectory(cluster, inputs, namespace);
  const decided = decideManifests(inputs, { directory, settings, namespace });
  requirePods(inputs, decided);
  const explained = decided.map((one) => ({
    ...one,
    isOptedIn: directory.isOptedIn(one.namespace),
    optInLabel: directory.optInLabel(one.namespace),
  }));
  if (output === "json") terminal.out(`${JSON.stringify(explained.map(storyObject), null, 2)}\n`);
  else
    terminal.out(
      [...describeKinds(decided, terminal), ...explained.map((one) => renderStory(one, { colors }))].join("\n"),
    );
  return explained.some(isWrong) ? EXIT.problem : EXIT.ok;
}

function isWrong({ mutation: { reason }, template, derivation, namespace, optInLabel }: Explained): boolean {
  const isUnmet = describeUnmetRequest(template.template, reason) !== undefined;
  const isMistaken = reason === "NamespaceNotOptedIn" && describeMistake({ namespace, optInLabel }) !== undefined;
  return isUnmet || isMistaken || isWarned(reason) || derivation?.refused !== undefined;
}
