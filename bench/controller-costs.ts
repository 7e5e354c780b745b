import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../test/real/control-plane/bed/ports.ts";
import type { AuditLog } from "../test/real/control-plane/e2e/audit-log.ts";
import { usageOf } from "./process-usage.ts";

/** Starts the controller from the sources, without certificates. Resolves when it is ready. */
export async function startController(kubeconfig: string, flags: readonly string[]): Promise<ChildProcess> {
  const main = path.join(import.meta.dirname, "../src/main.ts");
  const port = await findFreePort();
  const usual = ["--certificates=none", "--namespace=model-express-injector", "--host=127.0.0.1"];
  const args = [main, "controller", ...usual, ...flags, `--kubeconfig=${kubeconfig}`, `--operations-port=${port}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) await sleep(500);
  return child;
}

export async function endController(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

interface Measured {
  readonly audit: AuditLog;
  readonly child: ChildProcess;
  /** The objects that the controller works for. */
  readonly count: number;
}

/** What a controller's work takes: time, memory, CPU, and calls of the API server. */
export class ControllerCosts {
  readonly #measured: Measured;

  constructor(measured: Measured) {
    this.#measured = measured;
  }

  /** Resident, in mebibytes. */
  get memory(): number {
    return Math.round(usageOf(this.#measured.child.pid ?? 0).residentMiB);
  }

  /** Prints what the controller did until the work is done. */
  async measure(title: string, work: () => Promise<unknown>): Promise<void> {
    const before = this.#measured.audit.calls().length;
    const start = performance.now();
    await work();
    this.report(title, { seconds: (performance.now() - start) / 1000, before });
  }

  /** @param since the seconds, and the number of calls before them */
  report(title: string, since: { readonly seconds: number; readonly before: number }): void {
    const { audit, child, count } = this.#measured;
    const made = audit
      .calls()
      .slice(since.before)
      .filter(({ verb }) => verb !== "watch");
    const calls = Map.groupBy(made, ({ verb, resource }) => `${verb} ${resource}`);
    const cpu = usageOf(child.pid ?? 0).cpuSeconds;
    console.log(
      `\n${title}: ${since.seconds.toFixed(1)} s, ${this.memory} MiB, ${cpu.toFixed(1)} s of CPU since its start`,
    );
    console.log(`  ${made.length} calls (${(made.length / count).toFixed(2)} for each) but the watches`);
    for (const call of [...calls.keys()].sort()) console.log(`    ${calls.get(call)?.length} ${call}`);
  }
}
