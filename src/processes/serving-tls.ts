import { existsSync } from "node:fs";
import type { TlsOptions } from "node:tls";
import type { Logger } from "pino";
import { readMessage } from "../certificates/message-of.ts";
import { readServingFiles, servingFiles } from "../certificates/serving-files.ts";
import { buildTlsOptions, type TlsPolicy } from "../certificates/tls-policy.ts";
import { abortable } from "../cluster/api/abortable.ts";
import { type Reload, type ReloadResult, reloadOnChange } from "../files/reload-on-change.ts";

export interface ServingTlsOptions {
  /** Where `tls.crt` and `tls.key` are; without it a certificate for loopback is made in memory. */
  readonly directory: string | undefined;
  readonly policy: TlsPolicy;
  readonly log: Logger;
  readonly onReload: (result: ReloadResult) => void;
  /** Called with what cannot be used: `serving certificate in DIRECTORY: cause`. */
  readonly onProblem: (problem: string) => void;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** What a TLS server serves with, now and after each change of the files. */
export interface ServingTls {
  readonly first: TlsOptions;
  /** The CA to trust, PEM, when the certificate was made here. */
  readonly ca: string | undefined;
  /** Hands over what is to be served from now on. */
  follow(use: (tls: TlsOptions) => void): void;
  close(): void;
}

/**
 * What to serve with, as soon as there is something usable: a briefly broken Secret must not crash-loop
 * the process.
 *
 * @throws Error when the directory, or the client CAs' file, does not exist; the signal's reason when it ends the wait
 */
export async function openServingTls(options: ServingTlsOptions): Promise<ServingTls> {
  demandExistence(options);
  const { ca, ...source } = await sourceOf(options);
  const { promise, resolve } = Promise.withResolvers<TlsOptions>();
  let use: (tls: TlsOptions) => void = resolve;
  const watch = followSource({ ...source, use: (tls) => use(tls) }, options);
  try {
    const first = await abortable(promise, options.signal);
    return {
      first,
      ca,
      follow: (next) => {
        use = next;
      },
      close: () => watch.close(),
    };
  } catch (error) {
    watch.close();
    throw error;
  }
}

/** A directory or file that does not exist was mistyped or not mounted: waiting would hide that. */
function demandExistence({ directory, policy: { clientCaFile } }: ServingTlsOptions): void {
  if (directory !== undefined && !existsSync(directory)) {
    throw new Error(`no serving certificate: the directory ${directory} does not exist`);
  }
  if (clientCaFile !== undefined && !existsSync(clientCaFile)) {
    throw new Error(`no client CA: the file ${clientCaFile} does not exist`);
  }
}

interface Source extends Pick<Reload<TlsOptions>, "files" | "read"> {
  readonly ca?: string;
}

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

async function sourceOf({ directory, policy }: ServingTlsOptions): Promise<Source> {
  const clientCa = policy.clientCaFile === undefined ? [] : [policy.clientCaFile];
  if (directory !== undefined) {
    const files = [...servingFiles(directory), ...clientCa];
    return { files, read: () => buildTlsOptions(readServingFiles(directory), policy) };
  }
  // Loaded only here: behind an API server it would cost each replica 14 MB for nothing.
  const { createSelfSigned } = await import("../certificates/self-signed.ts");
  const { ca, ...pair } = await createSelfSigned(LOOPBACK);
  return { files: clientCa, read: () => buildTlsOptions(pair, policy), ca };
}

type Followed = Pick<Reload<TlsOptions>, "files" | "read" | "use">;

/** Tries at once, and again after each change. */
function followSource(followed: Followed, { log, onReload, onProblem }: ServingTlsOptions): { close(): void } {
  const onResult = (result: ReloadResult, cause?: unknown): void => {
    onReload(result);
    if (cause !== undefined) onProblem(readMessage(cause));
  };
  const watch = reloadOnChange({ ...followed, what: "what TLS is served with", onResult, log });
  try {
    followed.use(followed.read());
  } catch (err) {
    log.error({ err }, "no usable serving certificate yet: waiting for one");
    onProblem(readMessage(err));
  }
  return watch;
}
