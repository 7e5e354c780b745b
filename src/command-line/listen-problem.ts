/** Explains why a server cannot listen, with the flag that chooses another place; `undefined` for any other error. */
export function describeListenProblem(cause: unknown, operationsPort: number): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code, syscall, port, address, hostname } = cause as ListenError;
  if (syscall === "getaddrinfo") return `the name ${hostname} has no address; choose another with --host`;
  if (syscall !== "listen") return undefined;
  const flag = port === operationsPort ? "--operations-port" : "--port";
  if (code === "EADDRINUSE") return `port ${port} on ${address} is taken; choose another with ${flag}`;
  if (code === "EACCES") return `this user may not listen on port ${port}; choose one above 1023 with ${flag}`;
  if (code === "EADDRNOTAVAIL") return `this machine has no address ${address}; choose another with --host`;
  return undefined;
}

interface ListenError extends NodeJS.ErrnoException {
  readonly port?: number;
  readonly address?: string;
  readonly hostname?: string;
}
