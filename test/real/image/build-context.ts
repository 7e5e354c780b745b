import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "../../..");

/** What may lie about in a checkout, and is nobody's business. */
const PRIVATE = [
  ".env",
  ".git/config",
  ".npmrc",
  "node_modules/package/index.ts",
  "dist/src/main.mjs",
  "src/.env",
  "src/certificates/tls.key",
  "image/token",
  "examples/private/kubeconfig",
];

/** The files that git knows, or would take, seen from the repository's root. */
export function sources(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed.trimEnd().split("\n");
}

/** A checkout in another place, with private files in it. */
export function makeCheckout(directory: string): string {
  for (const file of sources()) cpSync(path.join(root, file), path.join(directory, file));
  for (const file of PRIVATE) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), "private");
  }
  return directory;
}
