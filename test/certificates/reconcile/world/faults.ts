import { createAuthority, createLeaf } from "../../../../src/certificates/make-certificate.ts";
import { authorityData, servingData } from "../../../../src/certificates/reconcile/secrets.ts";
import { isObject, type JsonObject, objectAt, objectsAt, textAt } from "../../../../src/kubernetes/json.ts";
import type { ObjectReference } from "../../../../src/kubernetes/resource-type.ts";
import { SimulatedReplica } from "./replica.ts";
import { names, type World } from "./world.ts";

/** The possible faults, by descriptive names. */
export const FAULTS = {
  "the CA is deleted": (world) => world.disturb(names.authoritySecret, undefined),
  "the serving certificate is deleted": (world) => world.disturb(names.servingSecret, undefined),
  "the CA's certificate is truncated": (world) => truncate(world, names.authoritySecret, "tls.crt"),
  "the CA's key is truncated": (world) => truncate(world, names.authoritySecret, "tls.key"),
  "the CAs before are truncated": (world) => truncate(world, names.authoritySecret, "previous.crt"),
  "the serving certificate is truncated": (world) => truncate(world, names.servingSecret, "tls.crt"),
  "the serving key is empty": (world) => change(world, names.servingSecret, { "tls.key": "" }),
  "the serving certificate is somebody else's": (world) => change(world, names.servingSecret, foreign.serving),
  "the CA is somebody else's": (world) => change(world, names.authoritySecret, foreign.authority),
  "the CA is restored from a backup": (world) => restore(world, names.authoritySecret),
  "the serving certificate is restored from a backup": (world) => restore(world, names.servingSecret),
  "the caBundle is wiped": (world) => setBundles(world, () => undefined),
  "the caBundle is garbage": (world) => setBundles(world, () => Buffer.from("garbage").toString("base64")),
  "one of two caBundles is wiped": (world) => setBundles(world, (old, index) => (index === 0 ? undefined : old)),
  "the caBundle is somebody else's": (world) => setBundles(world, () => foreign.authority["tls.crt"]),
  "the registration is deleted": (world) => world.disturb(names.registration, undefined),
  "the registration is applied": (world) => register(world),
  "a replica cannot be asked": (world) => setReachable(world, false),
  "all replicas can be asked": (world) => setReachable(world, true),
  "the pods cannot be listed": (world) => setListable(world, false),
  "the pods can be listed": (world) => setListable(world, true),
  "a replica is restarted": (world) => replaceReplica(world),
  "a replica is added": (world) => addReplica(world),
  "all replicas are gone": (world) => setReplicas(world, []),
} as const satisfies Readonly<Record<string, (world: World) => void>>;

export type Fault = keyof typeof FAULTS;

const DAY_MS = 86_400_000;
const validity = { from: Date.UTC(2026, 11, 31), until: Date.UTC(2026, 11, 31) + 30 * DAY_MS };
const foreignCa = await createAuthority(validity);
const foreignLeaf = await createLeaf(foreignCa, names.serving, validity);

/** A CA that the reconcilers did not create, with a certificate of it. */
const foreign = {
  authority: authorityData({ ...foreignCa, previous: "" }) as { readonly "tls.crt": string },
  serving: servingData({ ...foreignLeaf, ca: foreignCa.cert }),
};

/** The content of backups: each object as it was at the first fault of its kind. */
const backups = new WeakMap<World, Map<string, JsonObject>>();

function restore(world: World, reference: ObjectReference): void {
  const ofWorld = backups.get(world) ?? new Map<string, JsonObject>();
  backups.set(world, ofWorld);
  const backup = ofWorld.get(reference.name);
  const present = world.store.get(reference);
  if (backup !== undefined) world.disturb(reference, backup);
  else if (present !== undefined) ofWorld.set(reference.name, present);
}

function change(world: World, reference: ObjectReference, data: JsonObject): void {
  const secret = world.store.get(reference) ?? names.secretFor(reference);
  world.disturb(reference, { ...secret, data: { ...objectAt(secret, "data"), ...data } });
}

function truncate(world: World, reference: ObjectReference, key: string): void {
  const text = textAt(objectAt(world.store.get(reference) ?? {}, "data"), key);
  if (text !== undefined) change(world, reference, { [key]: text.slice(0, 80) });
}

type Bundle = string | undefined;

function setBundles(world: World, bundleOf: (old: Bundle, index: number) => Bundle): void {
  if (world.registration === undefined) return;
  const webhooks = objectsAt(world.registration, "webhooks").map((webhook, index) => {
    const caBundle = bundleOf(textAt(objectAt(webhook, "clientConfig"), "caBundle"), index);
    return { ...webhook, clientConfig: { caBundle } };
  });
  world.disturb(names.registration, { ...world.registration, webhooks });
}

/** Applying again keeps the existing registration. */
export function register(world: World): void {
  if (isObject(world.registration)) return;
  const webhooks = [{ name: "inject" }, { name: "graph" }];
  world.disturb(names.registration, { metadata: { name: names.registration.name }, webhooks });
}

export function setReachable(world: World, isReachable: boolean): void {
  for (const replica of isReachable ? world.replicas : world.replicas.slice(0, 1)) replica.isReachable = isReachable;
}

export function setListable(world: World, canListPods: boolean): void {
  world.canListPods = canListPods;
}

function setReplicas(world: World, replicas: readonly SimulatedReplica[]): void {
  world.replicas = replicas;
}

export function addReplica(world: World): void {
  const replica = new SimulatedReplica(`webhook-${crypto.randomUUID()}`);
  world.load(replica);
  world.replicas = [...world.replicas, replica].slice(-4);
}

function replaceReplica(world: World): void {
  world.replicas = world.replicas.slice(1);
  addReplica(world);
}
