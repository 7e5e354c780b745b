/** Tells the person who waits for the tests what happens. */
export function report(message: string): void {
  process.stderr.write(`[control plane] ${message}\n`);
}
