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
    caches.map((cache) => ({
      image: "x",
      imagePullPolicy: undefined,
      imagePullSecrets: [],
      cache,
      tokenAudience: undefined,
    })),
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
    expect(() => choose(FOUND, claim("models"), claim("other"))).toThrow(
      /its pods differ: .*claim models.*claim other/,
    );
    expect(choose(OTHER, claim("models"), claim("other"))).toMatchObject({ claim: "other" });
  });

  it("is none when streaming is requested, or when no other pod can mount the cache", () => {
    expect(choose(NONE, misplaced)).toMatchObject({ claim: undefined });
    expect(choose(FOUND, own)).toMatchObject({
      claim: undefined,
      note: expect.stringContaining("no other pod can mount"),
    });
  });

  it.each([
    ["the server's cache is in another claim", OTHER, claim("models"), /in claim models \(part\), not in claim other/],
    ["the server's cache is not on a claim", NAMED, own, /in \/app\/cache on no volume, not in claim models/],
    [
      "pods would look for the cache in another folder",
      FOUND,
      misplaced,
      /set MODEL_EXPRESS_CACHE_DIRECTORY=\/root\/hub .* or add --no-claim/,
    ],
    ["pods would look elsewhere, although the claim is named", NAMED, misplaced, /look in a folder hub/],
    ["the place of the cache is unknown", FOUND, unknown, /a Secret holds it; name the claim with --claim PVC/],
  ])("is refused when %s", (_, request, cache, message) => {
    expect(() => choose(request, cache)).toThrow(message);
  });

  it("is the named one without a check when the place of the cache is unknown, and says so", () => {
    expect(choose(NAMED, unknown)).toMatchObject({
      claim: "models",
      subPath: "",
      note: expect.stringMatching("without a check"),
    });
    expect(choose(NAMED)).toMatchObject({ claim: "models", note: expect.stringMatching("no pod or workload") });
    expect(() => choose(FOUND)).toThrow("no pod or workload");
  });
});
