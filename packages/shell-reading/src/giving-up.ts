/** Thrown where a real shell gives the script up. */
export class Fatal extends Error {
  constructor() {
    super("the shell exits here");
  }
}

/** Thrown where what a real shell does is not known to this reader. */
export class Lost extends Error {
  constructor() {
    super("what follows cannot be followed");
  }
}

/** For the end of an expression: `found ?? lose()`. */
export function lose(): never {
  throw new Lost();
}
