const cleanups = new Set<() => void>();
const deadlySignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs a synchronous cleanup when this process ends, by itself or by a signal; returns how to cancel that. */
export function runAtExit(cleanup: () => void): () => void {
  if (cleanups.size === 0) {
    listen();
  }
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) {
      unlisten();
    }
  };
}

function listen(): void {
  process.on("exit", cleanUp);
  for (const signal of deadlySignals) {
    process.on(signal, endBySignal);
  }
}

function unlisten(): void {
  process.off("exit", cleanUp);
  for (const signal of deadlySignals) {
    process.off(signal, endBySignal);
  }
}

// A signal that nobody handles ends a process without the event "exit". With another listener (a test runner's),
// the end is that listener's to decide, and comes with "exit".
function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) {
    cleanUp();
    unlisten();
    process.kill(process.pid, signal);
  }
}

function cleanUp(): void {
  for (const cleanup of cleanups) {
    cleanup();
  }
}
