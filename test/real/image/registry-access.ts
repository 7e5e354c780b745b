import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The `.npmrc` with which a container reaches the registry that this machine uses, and trusts whom this machine trusts. */
export function npmrc(): string {
  const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
  const bundle = process.env["NODE_EXTRA_CA_CERTS"];
  const certificates = bundle ? (readFileSync(bundle, "utf8").match(CERTIFICATE) ?? []) : [];
  return [`registry=${registry}`, ...certificates.map((each) => `ca[]=${JSON.stringify(each)}`)].join("\n");
}
