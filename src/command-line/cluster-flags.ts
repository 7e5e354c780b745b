import { Option } from "@commander-js/extra-typings";
import { duration } from "./arguments.ts";

/** Flags of the commands that read a cluster once, named as in kubectl. */
export const KUBECONFIG = new Option(
  "--kubeconfig <file>",
  "how to reach the API server (default: $KUBECONFIG, ~/.kube/config, in-cluster)",
);
export const CONTEXT = new Option("--context <name>", "the kubeconfig's context (default: its current one)");

/** The total time limit of a command. */
export function timeoutOption(seconds: number) {
  return new Option("--timeout <duration>", "total time limit").argParser(duration).default(seconds, `${seconds}s`);
}
