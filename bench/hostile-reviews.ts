import { LIMITS } from "../src/kubernetes/limits.ts";

const LABELS = { "nvidia.com/dynamo-component-type": "worker", "nvidia.com/dynamo-namespace": "inference-vllm-agg" };
/** What a review has besides its pod. */
const AROUND = 2048;
const BYTES = LIMITS.review.bytes - AROUND;

/** The API server's review of a pod as JSON text. */
function reviewOf(pod: string): string {
  const kind = '{"group":"","version":"v1","kind":"Pod"}';
  const request = `{"uid":"1","kind":${kind},"namespace":"inference","operation":"CREATE","object":${pod}}`;
  return `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":${request}}`;
}

function podOf(containers: readonly object[], metadata: object = {}): string {
  return reviewOf(JSON.stringify({ metadata: { labels: LABELS, ...metadata }, spec: { containers } }));
}

function main(more: object): object {
  return { name: "main", image: "i", command: ["vllm", "serve", "a/b"], ...more };
}

function list<T>(length: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length }, (_, index) => make(index));
}

function filledWith(unit: string, bytes = BYTES): string {
  return `[${unit.repeat(Math.floor((bytes - 2) / unit.length)).replace(/,$/, "")}]`;
}

const NESTED = `${"[".repeat(LIMITS.depth - 8)}${"]".repeat(LIMITS.depth - 8)}`;
const DOUBLED = list(20, (index) => ({ name: `A${index + 1}`, value: `$(A${index})`.repeat(2) }));

/**
 * Reviews of legal size that take the most memory: what is refused by its length or its values, and what is just below
 * these limits and therefore parsed, decided and patched.
 */
export const HOSTILE_REVIEWS: Readonly<Record<string, string>> = {
  "refused: 1,000,000 empty objects": reviewOf(filledWith("{},")),
  "refused: 400,000 keys": reviewOf(JSON.stringify(Object.fromEntries(list(240_000, (index) => [`k${index}`, 1])))),
  "refused: 100,000 containers": reviewOf(
    `{"spec":{"containers":${filledWith('{"name":"main","env":[]},', BYTES - 50)}}}`,
  ),
  "as many empty objects as are parsed": reviewOf(filledWith("{},", 3 * (LIMITS.review.values / 2 - 100))),
  "as many keys as are parsed": podOf([main({})], {
    annotations: Object.fromEntries(list(LIMITS.review.keys - 100, (index) => [`k${index}`, "x".repeat(60)])),
  }),
  "as deep lists as are parsed": reviewOf(filledWith(`${NESTED},`, LIMITS.review.values)),
  "one variable of 3 MB": podOf([main({ env: [{ name: "A", value: "x".repeat(BYTES - 500) }] })]),
  "one script of 3 MB": podOf([main({ command: ["sh", "-c", `vllm serve a/b # ${"x".repeat(BYTES - 500)}`] })]),
  "a script of quotes": podOf([main({ command: ["sh", "-c", "'".repeat(BYTES - 500)] })]),
  "text of two-byte characters": podOf([main({ args: ["ж".repeat(BYTES / 2 - 500)] })]),
  "text of escaped control characters": podOf([main({ args: ["\u0001".repeat(BYTES / 6 - 500)] })]),
  "as many words as are read": podOf([main({ args: list(LIMITS.words - 100, () => `--x=${"y".repeat(150)}`) })]),
  "references that double": podOf([
    main({ env: [{ name: "A0", value: "x".repeat(1000) }, ...DOUBLED, { name: "HF_HOME", value: "$(A20)" }] }),
  ]),
  "as many targets as are read": podOf(
    list(LIMITS.containers, (index) => main({ name: `main-${index}`, args: ["x".repeat(20_000)] })),
    {
      annotations: {
        "modelexpress.nvidia.com/containers": list(LIMITS.containers, (index) => `main-${index}`).join(","),
      },
    },
  ),
};
