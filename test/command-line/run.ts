import { spawn } from "node:child_process";
import { MAIN } from "../set-up/program-under-test.ts";

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line as given in the README: it runs the sources. */
export const PROGRAM = new URL("../../bin/model-express-injector", import.meta.url).pathname;
export const EXAMPLES = new URL("../../examples/", import.meta.url).pathname;

/** Runs the command line in its own process, as `npx` does. */
export function run(
  args: readonly string[],
  { input = "", env = {} }: { input?: string; env?: object } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...env },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  child.stdin.on("error", () => {}).end(input);
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  child.on("error", reject).on("close", (code) => resolve({ code, out, err }));
  return promise;
}
