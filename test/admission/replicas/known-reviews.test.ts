import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KnownReviews } from "../../../src/admission/replicas/known-reviews.ts";
import type { ReviewRequest } from "../../../src/admission/review.ts";
import { loadConfig } from "../../../src/configuration/config.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { mutatePod } from "../../../src/injection/mutate-pod.ts";
import { type Outcome, summarize } from "../../../src/injection/outcome.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { OutcomeCache } from "../../../src/mutation/outcome-cache.ts";
import { toKey } from "../../../src/mutation/pod-key.ts";
import { arbitraryCluster, arbitraryPod } from "../../injection/arbitrary-pod.ts";
import { parseReview } from "./parse-review.ts";

const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");
const UID = "705ab4f5-6393-11e8-b7cc-42010a800002";
const NAMESPACE = "ns";

/** What the API server chooses for each replica. */
interface Replica {
  readonly uid: string;
  readonly name: string;
  readonly podUid: string;
  readonly time: string;
  /** The end of the name of the token's volume. */
  readonly token: string;
}

const FIRST: Replica = { uid: UID, name: "w-abcde", podUid: "p-1", time: "2026-01-01T00:00:00Z", token: "bcdfg" };
const SECOND: Replica = { uid: "u-2", name: "w-fghij", podUid: "p-2", time: "2026-02-03T04:05:06Z", token: "xz245" };

const LETTERS = [..."bcdfghjklmnpqrstvwxz2456789"];
const letters = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...LETTERS), minLength: length, maxLength: length });
const arbitraryReplica: fc.Arbitrary<Replica> = fc.record({
  uid: fc.uuid(),
  name: letters(5).map((end) => `worker-${end}`),
  podUid: fc.uuid(),
  time: fc.nat({ max: 2 ** 30 }).map((seconds) => new Date(seconds * 1000).toISOString().replace(".000", "")),
  token: letters(5),
});

/** A pod of a template, with its token's volume mounted, as the API server sends it. */
function podOf(template: JsonObject, { name, podUid, time, token }: Replica): JsonObject {
  const { metadata, spec } = template as { readonly metadata: JsonObject; readonly spec: JsonObject };
  const volume = `kube-api-access-${token}`;
  const mount = { name: volume, readOnly: true, mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" };
  const containers = ((spec["containers"] ?? []) as readonly JsonObject[]).map((container) => ({
    ...container,
    volumeMounts: [...((container["volumeMounts"] ?? []) as readonly JsonObject[]), mount],
  }));
  const volumes = [...((spec["volumes"] ?? []) as readonly JsonObject[]), { name: volume, projected: { sources: [] } }];
  const managedFields = [{ manager: "kube-controller-manager", time, fieldsV1: { "f:spec": {} } }];
  return {
    metadata: { ...metadata, name, generateName: "worker-", uid: podUid, creationTimestamp: time, managedFields },
    spec: { ...spec, containers, volumes },
  };
}

function reviewOf(object: unknown, replica: Replica, request: JsonObject = {}): string {
  const kind = { group: "", version: "v1", kind: "Pod" };
  const { uid, name } = replica;
  const content = { uid, kind, name, namespace: NAMESPACE, operation: "CREATE", object, dryRun: false, ...request };
  return JSON.stringify({ kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request: content });
}

const TEMPLATE: JsonObject = {
  metadata: { labels: { "nvidia.com/dynamo-component-type": "worker", "nvidia.com/dynamo-namespace": "d1" } },
  spec: { containers: [{ name: "main", image: "i", command: ["vllm", "serve", "org/a"] }] },
};

function keyOf(text: string): string {
  return toKey(parseReview(text)).text;
}

/** Has each text learned from as often as it takes. */
function knowing(...texts: readonly string[]): KnownReviews {
  const known = new KnownReviews();
  for (const text of texts) {
    for (let time = 0; time < 8; time += 1)
      known.learn({ body: Buffer.from(text), review: parseReview(text), key: keyOf(text) });
  }
  return known;
}

function find(known: KnownReviews, text: string): ReviewRequest | undefined {
  return known.find(Buffer.from(text));
}

/** What parsing yields, and the key of the pod's text. */
function expected(text: string): object {
  const { object, uid, namespace, podName, isPodCreation, isDryRun } = parseReview(text);
  return { object, uid, namespace, podName, isPodCreation, isDryRun, key: keyOf(text) };
}

function pick(review: ReviewRequest | undefined): object | undefined {
  if (review === undefined) return undefined;
  const { object, uid, namespace, podName, isPodCreation, isDryRun, key } = review;
  return { object, uid, namespace, podName, isPodCreation, isDryRun, key };
}

/** Receives, decides and learns as the server does. */
class Pipeline {
  readonly #known = new KnownReviews();
  readonly #cache = new OutcomeCache((operations) => Buffer.from(JSON.stringify(operations)).toString("base64"));
  readonly #directory = arbitraryCluster();
  recognized = 0;

  admit(text: string): { readonly review: ReviewRequest; readonly outcome: Outcome } {
    const replica = find(this.#known, text);
    if (replica !== undefined) this.recognized += 1;
    const review = replica ?? parseReview(text);
    const outcome = this.#cache.mutate(review, this.#directory, settings);
    const { key } = outcome;
    if (key !== undefined && review.key === undefined) this.#known.learn({ body: Buffer.from(text), review, key });
    return { review, outcome };
  }

  decide(text: string): Outcome {
    return summarize(mutatePod(parseReview(text), this.#directory, settings));
  }
}

describe("a replica's review", () => {
  test("is recognized after one that was learned, and says what parsing yields", () => {
    const known = knowing(reviewOf(podOf(TEMPLATE, FIRST), FIRST));
    const replica = { ...FIRST, uid: UID.replace("7", "8"), name: "w-fghij", podUid: "p-2", token: "xz245" };
    const text = reviewOf(podOf(TEMPLATE, replica), replica);
    const review = find(known, text);
    expect(pick(review)).toEqual(expected(text));
    expect(review).toMatchObject({ uid: replica.uid, podName: "w-fghij", namespace: NAMESPACE });
  });

  test("gets what a decision without memory gives, whatever pods came before it", () => {
    const pipeline = new Pipeline();
    fc.assert(
      fc.property(arbitraryPod, fc.array(arbitraryReplica, { minLength: 4, maxLength: 12 }), (template, replicas) => {
        for (const replica of replicas) {
          const text = reviewOf(podOf({ metadata: {}, spec: {}, ...template }, replica), replica);
          const { review, outcome } = pipeline.admit(text);
          expect(pick({ ...pick(review), key: keyOf(text) } as ReviewRequest)).toEqual(expected(text));
          const { reason, decision, operations } = outcome;
          expect({ reason, decision, operations }).toEqual(pipeline.decide(text));
        }
      }),
      { numRuns: 150 },
    );
    // Otherwise the property would say nothing.
    expect(pipeline.recognized).toBeGreaterThan(300);
  });

  test("with any other byte is read as parsing reads it, or is not recognized", () => {
    const text = reviewOf(podOf(TEMPLATE, FIRST), FIRST);
    const known = knowing(text);
    let [recognized, refused] = [0, 0];
    for (let at = 0; at < text.length; at += 1) {
      for (const byte of ['"', "\\", ",", ":", "}", "a", "0", " ", "\u0000", "é"]) {
        const changed = text.slice(0, at) + byte + text.slice(at + 1);
        const review = find(known, changed);
        if (review === undefined) refused += 1;
        else {
          recognized += 1;
          expect(pick(review)).toEqual(expected(changed));
        }
      }
    }
    expect(recognized).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(recognized);
  });

  test("of two templates is taken for the right one", () => {
    const other = JSON.parse(JSON.stringify(TEMPLATE).replace("org/a", "org/b")) as JsonObject;
    const texts = [TEMPLATE, other].map((template) => reviewOf(podOf(template, FIRST), FIRST));
    const known = knowing(...texts);
    for (const text of texts) expect(find(known, text)?.key).toBe(keyOf(text));
  });
});

describe("a review is not recognized", () => {
  const inPod = (members: object) => ({ ...podOf(TEMPLATE, FIRST), ...members }) as JsonObject;
  const spec = podOf(TEMPLATE, FIRST)["spec"] as JsonObject;
  const labels = (TEMPLATE["metadata"] as JsonObject)["labels"] as JsonObject;
  const withAnnotation = (value: string) =>
    inPod({ metadata: { name: FIRST.name, labels, annotations: { a: value } } });
  const withArgs = (...args: readonly string[]) =>
    inPod({ spec: { ...spec, containers: [{ name: "main", command: ["vllm", "serve", "org/a"], args }] } });

  test.each<[string, JsonObject]>([
    ["its uid in an annotation", withAnnotation(FIRST.uid)],
    ["its name in an annotation", withAnnotation(FIRST.name)],
    ["its name as an argument", withArgs("--name", FIRST.name)],
    ["the name of the token's volume inside an argument", withArgs("echo kube-api-access-bcdfg")],
    ["another volume that could be a token's", withArgs("kube-api-access-xz245")],
    ["its name as a key", inPod({ metadata: { name: FIRST.name, labels: { ...labels, [FIRST.name]: "x" } } })],
  ])("if the one that was learned had %s", (_what, object) => {
    const text = reviewOf(object, FIRST);
    const known = knowing(text);
    expect(find(known, text)).toBeUndefined();
    expect(pick(find(known, reviewOf(object, { ...FIRST, uid: UID.replace("7", "8") })))).toBeUndefined();
  });

  test("if its uid was written with escapes", () => {
    const text = reviewOf(podOf(TEMPLATE, FIRST), FIRST);
    const escaped = text.replace(`"uid":"${UID}"`, `"uid":"\\u0037${UID.slice(1)}"`);
    expect(parseReview(escaped).uid).toBe(UID);
    expect(find(knowing(escaped), escaped)).toBeUndefined();
  });

  test.each<[string, JsonObject]>([
    ["of another namespace", { namespace: "nt" }],
    ["of another operation", { operation: "UPDATE" }],
    ["that is a dry run", { dryRun: true }],
  ])("if it is one %s", (_what, request) => {
    const known = knowing(reviewOf(podOf(TEMPLATE, FIRST), FIRST));
    expect(find(known, reviewOf(podOf(TEMPLATE, FIRST), FIRST, request))).toBeUndefined();
  });

  test("if its volumes name two tokens", () => {
    const text = reviewOf(podOf(TEMPLATE, FIRST), FIRST);
    const known = knowing(text);
    expect(find(known, text)).toBeDefined();
    expect(find(known, text.replace("kube-api-access-bcdfg", "kube-api-access-xz245"))).toBeUndefined();
    expect(find(known, text.replaceAll("kube-api-access-bcdfg", "kube-api-access-aaaaa"))).toBeUndefined();
  });
});

describe("what is learned", () => {
  test("takes bounded memory, whatever is sent", () => {
    const known = new KnownReviews();
    for (let number = 0; number < 2000; number += 1) {
      const pod = podOf({ ...TEMPLATE, metadata: { annotations: { a: "x".repeat(number * 20) } } }, SECOND);
      const text = reviewOf(pod, SECOND);
      known.learn({ body: Buffer.from(text), review: parseReview(text), key: keyOf(text) });
      expect(known.size).toBeLessThanOrEqual(4 * 1024 * 1024);
    }
    expect(known.size).toBeGreaterThan(1024 * 1024);
  });

  test("is nothing of a review of more than 64 KiB", () => {
    const pod = podOf({ ...TEMPLATE, metadata: { annotations: { a: "x".repeat(64 * 1024) } } }, FIRST);
    const text = reviewOf(pod, FIRST);
    const known = knowing(text);
    expect(known.size).toBe(0);
    expect(find(known, text)).toBeUndefined();
  });

  test("is tried once for many replicas of which nothing can be learned", () => {
    const known = new KnownReviews();
    const text = reviewOf(podOf({ ...TEMPLATE, metadata: { annotations: { a: UID } } }, FIRST), FIRST);
    let parsed = 0;
    const review = parseReview(text);
    const counting = { ...review, object: undefined };
    Object.defineProperty(counting, "object", {
      get() {
        parsed += 1;
        return review.object;
      },
    });
    for (let time = 0; time < 800; time += 1)
      known.learn({ body: Buffer.from(text), review: counting, key: keyOf(text) });
    const perAttempt = parsed / 100;
    expect(parsed).toBeGreaterThan(0);
    expect(Number.isInteger(perAttempt)).toBe(true);
    expect(perAttempt).toBeLessThanOrEqual(2);
  });
});
