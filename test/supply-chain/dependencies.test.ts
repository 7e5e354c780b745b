import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
}

const root = new URL("../../", import.meta.url);

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, root), "utf8")) as T;
}

const { packages } = readJson<{ readonly packages: Readonly<Record<string, LockedPackage>> }>("package-lock.json");
/** What the program needs at run time, from the registry. */
const runtime = Object.entries(packages).filter(
  ([path, { link, dev, devOptional }]) =>
    path.startsWith("node_modules/") && ![link, dev, devOptional].some((is) => is === true),
);

/** Licences that an image with the dependencies' code may be given away under, with their texts. */
const ALLOWED = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "PSF-2.0", "Unlicense"];
/** Their scripts are not run: `npm ci --ignore-scripts` builds the image. */
const WITH_SCRIPTS = ["node_modules/protobufjs"];

describe("what is needed at run time", () => {
  test("is a number of packages that can be looked at", () => {
    expect(runtime.length).toBeGreaterThan(50);
    expect(runtime.length).toBeLessThanOrEqual(200);
  });

  test.each(runtime)("has a licence that allows the image: %s", (path, { version, license }) => {
    const installed = readJson<{ readonly version: string; readonly license?: unknown }>(`${path}/package.json`);
    expect(installed.version).toBe(version);
    expect(ALLOWED).toContain(license);
    if (installed.license !== undefined) expect(installed.license).toBe(license);
  });

  test("is pinned by its hash, wherever it comes from", () => {
    for (const [path, { integrity }] of runtime) expect(integrity, path).toMatch(/^sha512-/);
  });

  test("runs no scripts of its own when it is installed", () => {
    const withScripts = runtime.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path);
    expect(withScripts).toEqual(WITH_SCRIPTS);
    expect(readFileSync(new URL("Dockerfile", root), "utf8")).toContain("npm ci --ignore-scripts");
  });
});

test("a release pins the images that it is built on, and says what is in it", () => {
  const release = readFileSync(new URL(".github/workflows/release.yaml", root), "utf8");
  for (const part of [
    'echo "$ARGUMENT=$IMAGE@$DIGEST"',
    '--build-arg "BUILD_IMAGE=$BUILD_IMAGE" --build-arg "RUNTIME_IMAGE=$RUNTIME_IMAGE"',
    "--provenance mode=max --sbom true",
    "npm publish ./package --provenance",
    "npm audit --omit=dev",
    "npm ci --omit=dev --ignore-scripts",
    "npm pkg delete devDependencies --workspaces --include-workspace-root",
    "npm sbom --sbom-format=cyclonedx",
  ])
    expect(release).toContain(part);
});
