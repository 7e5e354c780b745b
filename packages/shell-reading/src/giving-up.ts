/** Thrown where a real shell aborts the script. */
export class Fatal extends Error {
  constructor() {
    super("the shell exits here");
  }
}

/** Thrown where dash cannot expand a here-document: only a special builtin aborts the script then. */
export class DocumentFailed extends Fatal {}

/** Thrown where the behaviour of a real shell is unknown to this reader. */
export class Lost extends Error {
  constructor(message = "what follows cannot be followed") {
    super(message);
  }
}

/** Thrown for an arithmetic expression that is invalid, or that divides by zero. What follows depends on its place. */
export class InvalidArithmetic extends Lost {
  constructor() {
    super("the expression has no value");
  }
}

/** Thrown where bash gives up the whole line that it runs, and continues with the next one. */
export class Discarded extends Error {
  /** Whether the shell exits instead under `set -e`, even in a condition. */
  readonly isError: boolean;

  constructor(isError = true) {
    super("the rest of the line does not run");
    this.isError = isError;
  }
}

/** Thrown where bash assigns to a readonly variable. */
export class ReadonlyAssigned extends Discarded {}

/** For the end of an expression: `found ?? lose()`. */
export function lose(): never {
  throw new Lost();
}
