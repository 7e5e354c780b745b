/** Bounds of the work on one container's command, however hostile: counted in characters, spent as they are read. */
export class Budget {
  #script = 256 * 1024;
  #expansion = 1024 * 1024;
  #work = 1024 * 1024;
  /** Commands inside commands; bounds the machine's stack. */
  #depth = 0;
  /** Scripts inside scripts. */
  #scripts = 0;
  /** A part of the command was left unread: an error, or a bound. */
  isUnread = false;
  /** The scripts are too long to be read at all. */
  isTooLong = false;

  /** Whether this script may be read. */
  takeScript(length: number): boolean {
    this.#script -= length;
    if (this.#script < 0) this.isTooLong = true;
    return this.#script >= 0;
  }

  /** Whether a variable's value may be put into a text. */
  takeExpansion(length: number): boolean {
    this.#expansion -= length + 1;
    return this.#expansion >= 0;
  }

  /** Whether a command may be carried out: functions call each other. */
  takeWork(length: number): boolean {
    this.#work -= length + COMMAND;
    return this.#check(this.#work >= 0);
  }

  /** Carries this out one level deeper, unless that is too deep. */
  nest(body: () => void): void {
    if (!this.#check(this.#depth < MOST_COMMANDS)) return;
    this.#depth++;
    body();
    this.#depth--;
  }

  nestScript(body: () => void): void {
    if (!this.#check(this.#scripts < MOST_SCRIPTS)) return;
    this.#scripts++;
    body();
    this.#scripts--;
  }

  #check(isWithin: boolean): boolean {
    if (!isWithin) this.isUnread = true;
    return isWithin;
  }
}

/** What carrying out a command costs besides reading its characters. */
const COMMAND = 4;
const MOST_COMMANDS = 120;
const MOST_SCRIPTS = 8;
