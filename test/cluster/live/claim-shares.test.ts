import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClaimShares, MOST_CLAIMS, MOST_CLAIMS_PER_NAMESPACE } from "../../../src/cluster/live/claim-shares.ts";

type Question = readonly [string, string];

/** The claims that are watched after these questions. */
function watchedAfter(questions: readonly Question[]): Set<string> {
  const shares = new ClaimShares();
  const watched = new Set<string>();
  for (const [namespace, name] of questions) {
    const left = shares.ask(namespace, name);
    watched.add(`${namespace}/${name}`);
    if (left !== undefined) watched.delete(`${left.namespace}/${left.name}`);
  }
  return watched;
}

function each(count: number, question: (index: number) => Question): Question[] {
  return Array.from({ length: count }, (_, index) => question(index));
}

describe("the watched claims", () => {
  test("are bounded, and always include the latest one", () => {
    const text = fc.integer({ min: 0, max: 30 }).map(String);
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 600 }), (questions) => {
        const watched = watchedAfter(questions);
        expect(watched.size).toBeLessThanOrEqual(MOST_CLAIMS);
        for (let namespace = 0; namespace <= 30; namespace++) {
          const own = [...watched].filter((key) => key.startsWith(`${namespace}/`));
          expect(own.length).toBeLessThanOrEqual(MOST_CLAIMS_PER_NAMESPACE);
        }
        expect(watched).toContain(questions.at(-1)?.join("/"));
      }),
    );
  });

  test("of a namespace are the latest ones", () => {
    const questions = each(MOST_CLAIMS_PER_NAMESPACE + 3, (index) => ["a", `${index}`]);
    const again: Question = ["a", "3"];
    expect(watchedAfter([...questions, again, ["a", "new"]])).not.toContain("a/4");
    expect(watchedAfter([...questions, again, ["a", "new"]])).toContain("a/3");
  });

  test("of a small namespace are kept, however many namespaces claim their share", () => {
    const others = each(40, (namespace) => [`n${namespace}`, "x"]).flatMap(([namespace]) =>
      each(MOST_CLAIMS_PER_NAMESPACE, (name) => [namespace, `${name}`]),
    );
    expect(watchedAfter([["small", "mine"], ...others])).toContain("small/mine");
  });
});
