import { isWarned } from "../../injection/reason.ts";
import { type DecisionContext, decideManifests } from "../decide-manifests.ts";
import { EXIT } from "../failure.ts";
import { readInputs } from "../read-input.ts";
import type { Terminal } from "../terminal.ts";
import { storyObject, tellStory } from "./story.ts";

export const EXPLAIN_OUTPUTS = ["text", "json"] as const;
export type ExplainOutput = (typeof EXPLAIN_OUTPUTS)[number];

export interface ExplainOptions extends DecisionContext {
  readonly files: readonly string[];
  readonly output: ExplainOutput;
}

/** Tells the decision about every pod of the files. Returns the exit code. */
export function explain(options: ExplainOptions, terminal: Terminal): number {
  const { colors } = terminal;
  const decided = decideManifests(readInputs(options.files), options);
  if (options.output === "json") terminal.out(`${JSON.stringify(decided.map(storyObject), null, 2)}\n`);
  else terminal.out(decided.map((one) => tellStory(one, { colors })).join("\n"));
  if (decided.length === 0) terminal.err("no pod and no pod template in the input\n");
  return decided.some(({ mutation }) => isWarned(mutation.reason)) ? EXIT.problem : EXIT.ok;
}
