/** The limits on open connections. */
export interface ConnectionLimits {
  readonly most: number;
  /** Per source address. */
  readonly mostPerAddress: number;
}

/** The addresses of a connection: a socket, or the TLS socket on top of it. */
export interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

interface Entry<T> {
  readonly connection: T;
  readonly address: string;
  isProven: boolean;
}

/**
 * Enforces the connection limits. One connection too many replaces the oldest one that never had a review answered;
 * if there is none, the new one is closed. A caller that only holds connections loses them to callers that use
 * theirs.
 */
export class ConnectionShares<T extends Connection> {
  readonly #limits: ConnectionLimits;
  /** A socket drops its addresses when it closes. */
  readonly #keys = new WeakMap<T, string>();
  /** In order of arrival. */
  readonly #entries = new Map<string, Entry<T>>();
  readonly #counts = new Map<string, number>();

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Adds a connection. Returns the connection to close for it, possibly itself. */
  add(connection: T): T | undefined {
    const address = connection.remoteAddress ?? "";
    const key = toKey(connection);
    this.#keys.set(connection, key);
    this.#entries.set(key, { connection, address, isProven: false });
    const count = (this.#counts.get(address) ?? 0) + 1;
    this.#counts.set(address, count);
    const { most, mostPerAddress } = this.#limits;
    const isOverShare = count > mostPerAddress;
    if (!isOverShare && this.#entries.size <= most) return undefined;
    const closed = this.#oldestUnproven(isOverShare ? address : undefined)?.connection ?? connection;
    this.delete(closed);
    return closed;
  }

  /** Marks the connection after a review was answered on it. */
  prove(connection: Connection): void {
    const entry = this.#entries.get(toKey(connection));
    if (entry !== undefined) entry.isProven = true;
  }

  delete(connection: T): void {
    const key = this.#keys.get(connection) ?? "";
    const entry = this.#entries.get(key);
    if (entry?.connection !== connection) return;
    this.#entries.delete(key);
    const count = (this.#counts.get(entry.address) ?? 1) - 1;
    if (count === 0) this.#counts.delete(entry.address);
    else this.#counts.set(entry.address, count);
  }

  #oldestUnproven(address: string | undefined): Entry<T> | undefined {
    for (const entry of this.#entries.values()) {
      if (!entry.isProven && (address === undefined || entry.address === address)) return entry;
    }
    return undefined;
  }
}

function toKey({ remoteAddress, remotePort }: Connection): string {
  return `${remoteAddress} ${remotePort}`;
}
