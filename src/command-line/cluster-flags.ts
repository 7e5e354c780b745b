import { Option } from "@commander-js/extra-typings";
import { duration } from "./arguments.ts";

/** Flags of the commands that look at a cluster once, as kubectl has them. */
export const KUBECONFIG = new Option(
  "--kubeconfig <file>",
  "how to reach the API server (default: $KUBECONFIG, ~/.kube/config, in-cluster)",
);
export const CONTEXT = new Option("--context <name>", "the kubeconfig's context (default: its current one)");

/** How long a command may take in all. */
export function timeoutOption(seconds: number) {
  return new Option("--timeout <duration>", "how long it may take in all")
    .argParser(duration)
    .default(seconds, `${seconds}s`);
}
