import { existsSync } from "node:fs";
import type { TlsOptions } from "node:tls";
import type { Logger } from "pino";
import { readServingFiles, servingFiles } from "./certificates/serving-files.ts";
import { type TlsPolicy, tlsOptions } from "./certificates/tls-policy.ts";
import { type ReloadResult, reloadOnChange } from "./files/reload-on-change.ts";

export interface ServingTlsOptions {
  /** Where `tls.crt` and `tls.key` are; without it a certificate for loopback is made in memory. */
  readonly directory: string | undefined;
  readonly policy: TlsPolicy;
  readonly log: Logger;
  readonly onReload: (result: ReloadResult) => void;
  /** Told why there is nothing to serve with yet. */
  readonly onWaiting: (problem: string) => void;
}

/** What a TLS server serves with, now and after each change of the files. */
export interface ServingTls {
  readonly first: TlsOptions;
  /** The CA to trust, PEM, when the certificate was made here. */
  readonly ca: string | undefined;
  /** Hands over what is to be served from now on. */
  follow(use: (tls: TlsOptions) => void): { close(): void };
}

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * What to serve with, as soon as there is a usable pair: a Secret that is broken for a moment must not become a process
 * that ends again and again.
 *
 * @throws Error when the directory, or the client CAs' file, does not exist
 */
export async function openServingTls(options: ServingTlsOptions): Promise<ServingTls> {
  const { directory, policy } = options;
  if (directory === undefined) {
    // Loaded only here: behind an API server it would cost each replica 14 MB for nothing.
    const { selfSigned } = await import("./certificates/self-signed.ts");
    const { ca, ...pair } = await selfSigned(LOOPBACK);
    return { first: tlsOptions(pair, policy), ca, follow: () => ({ close() {} }) };
  }
  if (!existsSync(directory)) throw new Error(`no serving certificate: the directory ${directory} does not exist`);
  const follow: ServingTls["follow"] = (use) => followFiles(directory, options, use);
  return { first: await firstUsable(directory, options, follow), ca: undefined, follow };
}

async function firstUsable(
  directory: string,
  { policy, log, onWaiting }: ServingTlsOptions,
  follow: ServingTls["follow"],
): Promise<TlsOptions> {
  try {
    return read(directory, policy);
  } catch (err) {
    log.error({ err }, "nothing to serve with; waiting for a serving certificate");
    onWaiting(err instanceof Error ? err.message : String(err));
  }
  const { promise, resolve } = Promise.withResolvers<TlsOptions>();
  const following = follow(resolve);
  return promise.finally(() => following.close());
}

function followFiles(
  directory: string,
  { policy, log, onReload }: ServingTlsOptions,
  use: (tls: TlsOptions) => void,
): { close(): void } {
  const { clientCaFile } = policy;
  const files = [...servingFiles(directory), ...(clientCaFile === undefined ? [] : [clientCaFile])];
  const what = "the serving certificate";
  return reloadOnChange({ what, files, read: () => read(directory, policy), use, onResult: onReload, log });
}

function read(directory: string, policy: TlsPolicy): TlsOptions {
  return tlsOptions(readServingFiles(directory), policy);
}
