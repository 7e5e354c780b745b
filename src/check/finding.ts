import { toKey } from "../kubernetes/object-key.ts";
import type { Instance } from "../model-express/instance.ts";

/** The subjects of findings, in the order of the report. */
export const GROUPS = ["Registration", "Injector", "Namespaces", "Instances", "ModelExpress objects", "Pods"] as const;
export type Group = (typeof GROUPS)[number];

/**
 * `ok`: as expected. `note`: informational. `unchecked`: could not be checked. `problem`: someone lacks what they
 * expect, or soon will.
 */
export type Level = "ok" | "note" | "unchecked" | "problem";

/** Every finding. `docs/operating.md` has a line for each problem and note. */
export const FINDINGS = {
  Registered: { group: "Registration", level: "ok" },
  NotRegistered: { group: "Registration", level: "problem" },
  RegisteredTwice: { group: "Registration", level: "problem" },
  RegistrationUnread: { group: "Registration", level: "unchecked" },
  CaBundleTrusted: { group: "Registration", level: "ok" },
  CaBundleUnusable: { group: "Registration", level: "problem" },
  ReplicaTrusted: { group: "Registration", level: "ok" },
  NoReplica: { group: "Registration", level: "problem" },
  ReplicaUntrusted: { group: "Registration", level: "problem" },
  ReplicasUnchecked: { group: "Registration", level: "unchecked" },
  CertificateOld: { group: "Registration", level: "problem" },

  Available: { group: "Injector", level: "ok" },
  Unavailable: { group: "Injector", level: "problem" },
  WebhookMissing: { group: "Injector", level: "problem" },
  ControllerMissing: { group: "Injector", level: "note" },
  InjectorUnread: { group: "Injector", level: "unchecked" },
  CertificateStored: { group: "Injector", level: "ok" },
  CertificateBroken: { group: "Injector", level: "problem" },
  CertificateUnread: { group: "Injector", level: "unchecked" },
  ConfigurationBroken: { group: "Injector", level: "problem" },
  PermissionsGranted: { group: "Injector", level: "ok" },
  PermissionsMissing: { group: "Injector", level: "problem" },
  PermissionsUnread: { group: "Injector", level: "unchecked" },

  OptedIn: { group: "Namespaces", level: "ok" },
  NoneOptedIn: { group: "Namespaces", level: "note" },
  LabelNotUnderstood: { group: "Namespaces", level: "problem" },
  NamespaceLeftOut: { group: "Namespaces", level: "problem" },
  NotOptedIn: { group: "Namespaces", level: "note" },
  OutsideUnread: { group: "Namespaces", level: "unchecked" },
  NamespacesUnread: { group: "Namespaces", level: "unchecked" },

  InstanceUsable: { group: "Instances", level: "ok" },
  NoInstance: { group: "Instances", level: "note" },
  InstanceInvalid: { group: "Instances", level: "problem" },
  InstanceAmbiguous: { group: "Instances", level: "problem" },
  ClaimAbsent: { group: "Instances", level: "problem" },
  ClaimUnbound: { group: "Instances", level: "problem" },
  KeyUnknown: { group: "Instances", level: "note" },
  ClaimNotShared: { group: "Instances", level: "note" },
  NothingReady: { group: "Instances", level: "problem" },
  NotServing: { group: "Instances", level: "problem" },
  InstanceIdle: { group: "Instances", level: "problem" },
  InstanceUnchecked: { group: "Instances", level: "unchecked" },
  InstancesUnread: { group: "Instances", level: "unchecked" },

  DefinitionCurrent: { group: "ModelExpress objects", level: "ok" },
  DefinitionOutdated: { group: "ModelExpress objects", level: "problem" },
  DefinitionUnread: { group: "ModelExpress objects", level: "unchecked" },
  ModelExpressReady: { group: "ModelExpress objects", level: "ok" },
  ModelExpressNotReady: { group: "ModelExpress objects", level: "problem" },
  ModelExpressUnobserved: { group: "ModelExpress objects", level: "problem" },
  ModelExpressUndefined: { group: "ModelExpress objects", level: "note" },
  ModelExpressUnread: { group: "ModelExpress objects", level: "unchecked" },

  PodsInjected: { group: "Pods", level: "ok" },
  PodsLeftAlone: { group: "Pods", level: "ok" },
  PodsMissed: { group: "Pods", level: "problem" },
  PodsWithout: { group: "Pods", level: "problem" },
  PullsFailing: { group: "Pods", level: "problem" },
  PullsRetrying: { group: "Pods", level: "problem" },
  PullsSlow: { group: "Pods", level: "note" },
  PodsNotRunning: { group: "Pods", level: "problem" },
  PodsWaiting: { group: "Pods", level: "note" },
  UrlDiffers: { group: "Pods", level: "note" },
  InstanceGone: { group: "Pods", level: "problem" },
  PodsUnread: { group: "Pods", level: "unchecked" },
} as const satisfies Readonly<Record<string, { readonly group: Group; readonly level: Level }>>;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  /** The object, such as `Service inference/model-express`. */
  readonly subject: string;
  /** A sentence without a full stop: the observation and, for a problem, the fix. */
  readonly message: string;
  /** The namespace that it concerns, if any. */
  readonly namespace?: string;
}

export function chooseLevel({ code }: Finding): Level {
  return FINDINGS[code].level;
}

export function chooseGroup({ code }: Finding): Group {
  return FINDINGS[code].group;
}

export function findingOn(code: FindingCode, instance: Instance, message: string): Finding {
  return { code, subject: `Service ${toKey(instance)}`, message, namespace: instance.namespace };
}
