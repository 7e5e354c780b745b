import pino from "pino";
import { expect, test } from "vitest";
import { deriveNames } from "../../../src/certificates/reconcile/certificate-names.ts";
import {
  CertificateReconciler,
  type CertificateReconcilerOptions,
} from "../../../src/certificates/reconcile/certificate-reconciler.ts";
import { ApiFailure } from "../../../src/cluster/api/api-failure.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";

const names = deriveNames("injector", "system");
const DAY_MS = 86_400_000;

/** Stores all writes except those of the registration, which never changes. */
function objectsBesides(registration: JsonObject): CertificateReconcilerOptions["objects"] {
  const secrets = new Map<string, JsonObject>();
  const put = async ({ name }: { readonly name: string }, object: JsonObject) => {
    secrets.set(name, object);
    return object;
  };
  return {
    get: async ({ name }) => (name === names.registration.name ? registration : secrets.get(name)),
    create: put,
    replace: put,
    apply: async () => registration,
  };
}

function createReconciler(objects: CertificateReconcilerOptions["objects"]): CertificateReconciler {
  return new CertificateReconciler({
    names,
    objects,
    lifetimes: { authority: 365 * DAY_MS, serving: 90 * DAY_MS },
    askReplicas: async () => [],
    now: () => Date.UTC(2027, 0, 1),
    uptime: () => 0,
    log: pino({ level: "silent" }),
    onActual: () => {},
  });
}

test("names the program that wipes the caBundle after each write, and stops answering it", async () => {
  const fieldsV1 = { "f:webhooks": { 'k:{"name":"inject"}': { "f:clientConfig": { "f:caBundle": {} } } } };
  const managedFields = [{ manager: "argocd-controller", operation: "Apply", fieldsV1 }];
  const objects = objectsBesides({ metadata: { name: "injector", managedFields }, webhooks: [{ name: "inject" }] });
  await expect(createReconciler(objects).reconcile()).rejects.toThrow(
    /another program reverts each change.*argocd-controller/,
  );
});

test("reports a refusal with its way out", async () => {
  const refused = async (): Promise<never> => {
    throw new ApiFailure(403, '403: secrets "injector-tls" is forbidden');
  };
  const objects = { ...objectsBesides({}), get: refused };
  await expect(createReconciler(objects).reconcile()).rejects.toThrow(/is forbidden; .*the Role and the ClusterRole/);
});
