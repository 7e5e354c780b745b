import { pino } from "pino";
import type { ApiAccess } from "../../../src/cluster/api/api-access.ts";
import { LiveDirectory } from "../../../src/cluster/live/live-directory.ts";
import type { LiveTiming } from "../../../src/cluster/live/timing.ts";
import { FAST } from "./timing.ts";

export interface OpenDirectory {
  readonly directory: LiveDirectory;
  /** The lines of the log, unparsed. */
  readonly lines: readonly string[];
}

/** Opens a live directory with the delays of tests. */
export function openDirectory(access: ApiAccess, timing: Partial<LiveTiming> = {}): OpenDirectory {
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  const directory = new LiveDirectory({ access, userAgent: "test", log, timing: { ...FAST, ...timing } });
  return { directory, lines };
}
