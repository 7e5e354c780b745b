import { plain } from "../../kubernetes/quoted.ts";
import { cutLinePrefix } from "../../model-express/pull-container.ts";

/** The report of a successful pull: the commit, if known, and the size of the snapshot. */
export interface PullReport {
  readonly resolvedRevision?: string;
  readonly bytes?: number;
}

/** Maximum characters of a pod's message in a status. */
const MOST_CAUSE = 400;
const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Parses what `pull.sh` writes to `MX_PULL_REPORT`: a commit or `-`, and KiB. Empty for anything else. */
export function parseReport(text: string): PullReport {
  const [, commit, kibibytes] = /^([0-9a-f]{40}|-)(?: (\d{0,12}))?\s*$/.exec(text) ?? [];
  return {
    ...(commit === undefined || commit === "-" ? {} : { resolvedRevision: commit }),
    ...(!kibibytes ? {} : { bytes: Number(kibibytes) * 1024 }),
  };
}

/** The cause of a failure in the last line of a pull's output, without the common prefix. */
export function readCause(text: string): string | undefined {
  const line = text.trim().split("\n").at(-1) ?? "";
  const cause = cutLinePrefix(line).replace(/^FAILED: /, "");
  return cause === "" ? undefined : plain(cause, MOST_CAUSE);
}

/** The bytes that a pull has on disk, from the last of its progress lines (`du -h`: powers of 1,024). */
export function readProgress(log: string): number | undefined {
  const [, amount, unit] = [...log.matchAll(/working, ([\d.]{1,12})([KMGT]?) on disk/g)].at(-1) ?? [];
  const bytes = Number(amount) * (UNITS[unit ?? ""] ?? 1);
  return Number.isFinite(bytes) ? Math.round(bytes) : undefined;
}
