import type { Found } from "../../model-express/search.ts";
import type { InjectDecision } from "../decision.ts";
import type { Settings } from "../settings.ts";
import { findAddressedTarget } from "../target/target.ts";

/**
 * Builds the compact JSON of the status annotation: what was injected, from where, by which version and
 * configuration.
 */
export function formatStatus(decision: InjectDecision, { version, configHash }: Settings): string {
  const { mode, found, place, pull, gate, containers } = decision;
  const url = found.address === "unknown" ? undefined : found.address.url;
  const models = pull?.models;
  const names = containers.map(({ target }) => target.container.name);
  const peers = containers.filter((container) => container.peers !== undefined);
  return JSON.stringify({
    version,
    config: configHash,
    mode,
    url,
    from: describeSource(decision),
    volume: place?.volumeName,
    models,
    gate: gate?.instance,
    containers: names,
    peers: peers.length === 0 ? undefined : peers.map(({ target }) => target.container.name),
  });
}

/** The part of a decision that {@link describeSource} needs. */
export interface Sourced {
  readonly found: Pick<Found, "step"> & {
    readonly instance: { readonly namespace: string; readonly name: string } | undefined;
  };
  readonly containers: readonly { readonly target: Addressed }[];
}

interface Addressed {
  readonly container: { readonly name: string };
  readonly own: { readonly setBy: string } | undefined;
}

/** Describes the source of the address. */
export function describeSource({ found, containers }: Sourced): string {
  const { step, instance } = found;
  if (step === "annotation") return "annotation url";
  if (step === "default URL") return "defaultUrl";
  if (step !== "environment") return `Service ${instance?.namespace}/${instance?.name}`;
  const target = findAddressedTarget(containers.map(({ target }) => target));
  return `${target?.own?.setBy} of container ${target?.container.name}`;
}
