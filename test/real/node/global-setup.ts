import type { TestProject } from "vitest/node";
import { setUpAll } from "../../set-up/set-up.ts";
import { setUpHelm } from "../tools/helm/set-up.ts";
import { whyMachineCannot } from "./machine.ts";
import { findNodeParts } from "./parts/find-parts.ts";
import { type NodeSession, openSession } from "./session.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where to ask for the node; undefined where none can run. */
    readonly nodeSocket: string | undefined;
  }
}

/** Of each project: the first one has the node, and ends it. */
const sessions: NodeSession[] = [];

/** Vitest's global setup of this project. Building takes minutes; the node itself starts when the first test asks for it. */
export async function setup(project: TestProject): Promise<void> {
  await setUpAll([setUpHelm, setUpNode])(project);
  project.provide("nodeSocket", sessions[0]?.socket);
}

export async function teardown(): Promise<void> {
  for (const session of sessions.splice(0)) await session.stop();
}

// What a machine cannot do is no fault of a run on it; a part that is missing is, in CI.
async function setUpNode(): Promise<void> {
  const obstacle = await whyMachineCannot();
  if (obstacle !== undefined) return skip(obstacle);
  const parts = await findNodeParts();
  if (parts.isHere) {
    sessions.push(await openSession(parts));
    return;
  }
  if (process.env["CI"] === "true") throw new Error(`the node's tests must run in CI, but ${parts.why}`);
  skip(parts.why);
}

function skip(why: string): void {
  process.stderr.write(`[node] THE TESTS ON A REAL NODE ARE SKIPPED: ${why}\n`);
}
