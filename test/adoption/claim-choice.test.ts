import { describe, expect, it } from "vitest";
import { type ClaimRequest, chooseClaim } from "../../src/adoption/claim-choice.ts";
import type { ServerCache } from "../../src/adoption/server-cache.ts";

const FOUND: ClaimRequest = { kind: "found" };
const NAMED: ClaimRequest = { kind: "named", name: "models" };
const OTHER: ClaimRequest = { kind: "named", name: "other" };
const NONE: ClaimRequest = { kind: "none" };

const claim = (name: string): ServerCache => ({ kind: "claim", claim: name, subPath: "part" });
const misplaced: ServerCache = { kind: "misplaced", claim: "models", directory: "/root", better: "/root/hub" };
const own: ServerCache = { kind: "private", directory: "/app/cache", on: "no volume" };
const unknown: ServerCache = { kind: "unknown", why: "a Secret holds it" };

function choose(wish: ClaimRequest, ...caches: readonly ServerCache[]) {
  return chooseClaim(
    caches.map((cache) => ({ image: "x", cache, tokenAudience: undefined })),
    wish,
  );
}

describe("the claim of an adopted instance", () => {
  it("is the one that all its pods use, with the part of it", () => {
    expect(choose(FOUND, claim("models"), claim("models"))).toEqual({
      claim: "models",
      subPath: "part",
      note: undefined,
    });
    expect(choose(NAMED, claim("models"))).toMatchObject({ claim: "models", subPath: "part" });
  });

  it("is the named one, when its pods use several", () => {
    expect(() => choose(FOUND, claim("models"), claim("other"))).toThrow(/do not agree: .*claim models.*claim other/);
    expect(choose(OTHER, claim("models"), claim("other"))).toMatchObject({ claim: "other" });
  });

  it("is none when pods shall stream, or cannot do anything else", () => {
    expect(choose(NONE, misplaced)).toMatchObject({ claim: undefined });
    expect(choose(FOUND, own)).toMatchObject({
      claim: undefined,
      note: expect.stringContaining("no other pod can mount"),
    });
  });

  it.each([
    [
      "the server keeps its models in another claim",
      OTHER,
      claim("models"),
      /in claim models \(part\), not in claim other/,
    ],
    ["the server keeps its models on no claim", NAMED, own, /in \/app\/cache on no volume, not in claim models/],
    [
      "pods would look for them in another folder",
      FOUND,
      misplaced,
      /set MODEL_EXPRESS_CACHE_DIRECTORY=\/root\/hub .* or add --no-claim/,
    ],
    ["pods would look elsewhere, although the claim is named", NAMED, misplaced, /look in a folder hub/],
    ["nothing tells where they are", FOUND, unknown, /a Secret holds it; name the claim with --claim PVC/],
  ])("is refused when %s", (_, wish, cache, message) => {
    expect(() => choose(wish, cache)).toThrow(message);
  });

  it("is the user's word where nothing tells, and says so", () => {
    expect(choose(NAMED, unknown)).toMatchObject({
      claim: "models",
      subPath: "",
      note: expect.stringMatching("your word"),
    });
    expect(choose(NAMED)).toMatchObject({ claim: "models", note: expect.stringMatching("no pod and no workload") });
    expect(() => choose(FOUND)).toThrow("no pod and no workload");
  });
});
