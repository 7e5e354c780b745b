/** Closes what was opened, the last first, as an `AsyncDisposableStack` would, which Node 22 does not have. */
export class OpenedParts {
  readonly #closings: (() => unknown)[] = [];

  add<T>(part: T, close: (part: T) => unknown): T {
    this.#closings.push(() => close(part));
    return part;
  }

  /** Closes all parts, also after one failed. @throws the first error */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.#closings.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
