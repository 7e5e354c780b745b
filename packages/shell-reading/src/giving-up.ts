/** Thrown where a real shell aborts the script. */
export class Fatal extends Error {
  constructor() {
    super("the shell exits here");
  }
}

/** Thrown where the behaviour of a real shell is unknown to this reader. */
export class Lost extends Error {
  constructor() {
    super("what follows cannot be followed");
  }
}

/** For the end of an expression: `found ?? lose()`. */
export function lose(): never {
  throw new Lost();
}
