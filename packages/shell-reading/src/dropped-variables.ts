import { baseName } from "./running/programs/base-name.ts";

/** Programs that start another one in another container, or on another machine. */
const ELSEWHERE = new Set(["apptainer", "docker", "kubectl", "nerdctl", "podman", "singularity", "ssh"]);

/** By program: whether an argument makes it start another one without the variables that it has itself. */
const DROPPING: ReadonlyMap<string, RegExp> = new Map([
  ["bwrap", /^--clearenv$/],
  ["env", /^(?:-|-[0v]*i.*|--ignore-environment)$/],
  ["runuser", /^(?:-|-l|--login)$/],
  ["setpriv", /^--reset-env$/],
  ["srun", /^--export=NONE/i],
  ["su", /^(?:-|-l|--login)$/],
]);
/** `sudo` drops them unless it is told otherwise. */
const KEEPING = /^(?:-[A-Za-z]*E|--preserve-env$)/;
const KEPT = "--preserve-env=";

/**
 * Whether wrappers start a program without the variables that they have themselves.
 *
 * @param kept a variable that has to be among those that `sudo` keeps
 */
export function dropsVariables(wrappers: readonly string[], kept?: string): boolean {
  const programs = new Set(wrappers.map(baseName));
  if ([...ELSEWHERE].some((program) => programs.has(program))) return true;
  if (programs.has("sudo") && !wrappers.some((word) => isKeeping(word, kept))) return true;
  return [...DROPPING].some(([program, word]) => programs.has(program) && wrappers.some((one) => word.test(one)));
}

function isKeeping(word: string, kept: string | undefined): boolean {
  if (KEEPING.test(word)) return true;
  return kept !== undefined && word.startsWith(KEPT) && word.slice(KEPT.length).split(",").includes(kept);
}
