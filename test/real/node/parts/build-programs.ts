import { readFileSync } from "node:fs";
import path from "node:path";
import { linkerFlags } from "../../control-plane/bed/go-module.ts";
import type { GoBuild } from "../../tools/go/go-program.ts";
import { buildGoTool } from "../../tools/go/go-tool.ts";

const directory = path.join(import.meta.dirname, "go");

/** Builds etcd, Kubernetes' programs and CoreDNS, in one binary, unless this machine has built it before. */
export function buildPrograms(): Promise<GoBuild> {
  const version = kubernetesVersion();
  return buildGoTool({
    name: `node-${version}`,
    directory,
    package: ".",
    sources: ["main.go"],
    linkerFlags: linkerFlags(version),
    duration: "usually 10 minutes, and 3 GB of memory",
  });
}

/** Builds the controller of kube-router that enforces NetworkPolicies. */
export function buildNetworkPolicies(): Promise<GoBuild> {
  return buildGoTool({
    name: "network-policies",
    directory: path.join(import.meta.dirname, "network-policies"),
    package: ".",
    sources: ["main.go"],
    duration: "usually a minute",
  });
}

/** Builds the container that holds a pod's namespaces. */
export function buildPause(): Promise<GoBuild> {
  return buildGoTool({
    name: "pause",
    directory: path.join(import.meta.dirname, "pause"),
    package: ".",
    sources: ["main.go"],
    duration: "some seconds",
  });
}

function kubernetesVersion(): string {
  const text = readFileSync(path.join(directory, "go.mod"), "utf8");
  const version = /^\tk8s\.io\/kubernetes (v\S+)$/m.exec(text)?.[1];
  if (version === undefined) throw new Error("the node's go.mod does not require k8s.io/kubernetes");
  return version;
}
