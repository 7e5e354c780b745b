import { existsSync, statSync } from "node:fs";
import type { TlsOptions } from "node:tls";
import type { Logger } from "pino";
import { readMessage } from "../certificates/message-of.ts";
import { readServingFiles, servingFiles } from "../certificates/serving-files.ts";
import { buildTlsOptions, type TlsPolicy } from "../certificates/tls-policy.ts";
import { abortable } from "../cluster/api/abortable.ts";
import { type Reload, type ReloadResult, reloadOnChange } from "../files/reload-on-change.ts";
import { whyNoFile } from "../text-files/is-file.ts";

export interface ServingTlsOptions {
  /** The directory of `tls.crt` and `tls.key`. Without it a certificate for loopback is created in memory. */
  readonly directory: string | undefined;
  readonly policy: TlsPolicy;
  readonly log: Logger;
  readonly onReload: (result: ReloadResult) => void;
  /** Called with the problem: `serving certificate in DIRECTORY: cause`. */
  readonly onProblem: (problem: string) => void;
  /** Aborts the wait. */
  readonly signal: AbortSignal;
}

/** The TLS options of the server, now and after each change of the files. */
export interface ServingTls {
  readonly first: TlsOptions;
  /** The CA to trust (PEM), if the certificate was created in memory. */
  readonly ca: string | undefined;
  /** Calls `use` with the new options after each change. */
  follow(use: (tls: TlsOptions) => void): void;
  close(): void;
}

/**
 * Waits for a usable certificate: a briefly broken Secret must not crash-loop the process.
 *
 * @throws {Error} if the directory or the client CA file does not exist; the signal's reason if the wait is aborted
 */
export async function openServingTls(options: ServingTlsOptions): Promise<ServingTls> {
  demandExistence(options);
  const { ca, ...source } = await chooseSource(options);
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

/** A missing directory or file was mistyped or not mounted. Waiting would hide that. */
function demandExistence({ directory, policy: { clientCaFile } }: ServingTlsOptions): void {
  if (directory !== undefined && !existsSync(directory)) {
    throw new Error(
      `no serving certificate: the directory ${directory} (--tls-dir) does not exist; name one with tls.crt and tls.key`,
    );
  }
  if (directory !== undefined && !statSync(directory).isDirectory()) {
    throw new Error(`no serving certificate: ${directory} (--tls-dir) is not a directory with tls.crt and tls.key`);
  }
  const why = clientCaFile && whyNoFile(clientCaFile);
  if (why) throw new Error(`no client CA: ${clientCaFile} (--client-ca): ${why}; name one with certificates in PEM`);
}

interface Source extends Pick<Reload<TlsOptions>, "files" | "read"> {
  readonly ca?: string;
}

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

async function chooseSource({ directory, policy }: ServingTlsOptions): Promise<Source> {
  const clientCa = policy.clientCaFile === undefined ? [] : [policy.clientCaFile];
  if (directory !== undefined) {
    const files = [...servingFiles(directory), ...clientCa];
    return { files, read: () => buildTlsOptions(readServingFiles(directory), policy) };
  }
  // Imported lazily: it would cost each replica 14 MB that it does not need behind an API server.
  const { createSelfSigned } = await import("../certificates/self-signed.ts");
  const { ca, ...pair } = await createSelfSigned(LOOPBACK);
  return { files: clientCa, read: () => buildTlsOptions(pair, policy), ca };
}

type Followed = Pick<Reload<TlsOptions>, "files" | "read" | "use">;

/** Reads at once, and again after each change. */
function followSource(followed: Followed, { log, onReload, onProblem }: ServingTlsOptions): { close(): void } {
  const onResult = (result: ReloadResult, cause?: unknown): void => {
    onReload(result);
    if (cause !== undefined) onProblem(readMessage(cause));
  };
  const watch = reloadOnChange({ ...followed, what: "the TLS configuration", onResult, log });
  try {
    followed.use(followed.read());
  } catch (err) {
    const error = readMessage(err);
    log.error({ error }, "the certificates cannot be used yet; waiting");
    onProblem(error);
  }
  return watch;
}
