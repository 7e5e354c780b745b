import type { Budget } from "../budget.ts";
import { ANYTHING } from "../unknown.ts";
import { SharedMap } from "./shared-map.ts";

interface WrittenFile {
  /** `undefined` if unknown. */
  readonly text: string | undefined;
  /** `undefined` if unknown. */
  readonly isExecutable: boolean | undefined;
  /** Whether a process that runs beside the shell may write it at any time: then it stays unknown. */
  readonly isShared?: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** Files that a script itself writes, by path. */
export class Files {
  readonly #files: SharedMap<string, WrittenFile>;
  /** Where the processes beside a shell record what they read, in one of them. */
  readonly #reads: Set<string> | undefined;
  /** What processes beside this shell have read, at a time that is not known. */
  #readBeside: ReadonlySet<string>;
  readonly #budget: Budget;

  constructor(
    budget: Budget,
    files = new SharedMap<string, WrittenFile>(budget),
    { reads, readBeside = NONE }: { reads?: Set<string> | undefined; readBeside?: ReadonlySet<string> } = {},
  ) {
    this.#budget = budget;
    this.#files = files;
    this.#reads = reads;
    this.#readBeside = readBeside;
  }

  copy(): Files {
    return new Files(this.#budget, this.#files.copy(), { reads: this.#reads, readBeside: this.#readBeside });
  }

  /** The files of a process that runs beside this shell. */
  copyBeside(): Files {
    return new Files(this.#budget, this.#files.copy(), { reads: new Set(), readBeside: this.#readBeside });
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** `undefined` if unknown, or not written. */
  textOf(path: string): string | undefined {
    if (this.has(path)) this.#reads?.add(path);
    return this.#files.get(path)?.text;
  }

  /** `undefined` if unknown, or not written. */
  isExecutable(path: string): boolean | undefined {
    return this.#files.get(path)?.isExecutable;
  }

  get paths(): readonly string[] {
    return [...this.#files.entries.keys()];
  }

  /** Sets the content, and keeps the mode. */
  write(path: string, text: string | undefined): void {
    const old = this.#files.get(path);
    this.#set(path, { isExecutable: false, ...old, text });
    if (text === ANYTHING) this.share(path);
  }

  append(path: string, text: string): void {
    const old = this.textOf(path);
    this.write(path, old === undefined ? undefined : old + text);
  }

  allowExecution(path: string): void {
    const old = this.#files.get(path);
    if (old !== undefined) this.#set(path, { ...old, isExecutable: true });
  }

  /** Content and mode become unknown. */
  forget(path: string): void {
    this.#set(path, { ...this.#files.get(path), text: undefined, isExecutable: undefined });
  }

  /** Content and mode are unknown from now on. */
  share(path: string): void {
    this.#set(path, { text: undefined, isExecutable: undefined, isShared: true });
  }

  /** Takes over what a process has done that has ended. */
  adopt(other: Files): void {
    this.#files.adopt(other.#files);
    this.#addReads(other.#readBeside);
  }

  /** Adds to the files of a pipeline what one of its commands has done since it began, and read. */
  addCommand(other: Files, since: Files): void {
    this.#files.adopt(other.#files, undefined, since.#files);
    this.#addReads(other.#reads ?? NONE);
  }

  /** Takes over the files of a pipeline: its commands have ended, and share nothing any more. */
  adoptPipeline(other: Files): void {
    this.#budget.spend(other.#files.entries.size);
    for (const [path, file] of other.#files.entries) {
      const own = this.#files.get(path);
      if (own !== file) this.#set(path, { ...file, isShared: own?.isShared === true });
    }
  }

  /** Doubts what a process has done that runs beside this shell, from `copyBeside`. */
  shareWith(other: Files): void {
    this.#budget.spend(other.#files.entries.size);
    for (const [path, file] of other.#files.entries) if (this.#files.get(path) !== file) this.share(path);
    this.#addReads(other.#reads ?? NONE);
    this.#addReads(other.#readBeside);
  }

  merge(other: Files): void {
    this.#files.merge(other.#files, joinFiles);
    this.#addReads(other.#readBeside);
  }

  clear(): void {
    this.#files.clear();
  }

  isSameAs(other: Files): boolean {
    return this.#files.isSameAs(other.#files, isSameFile);
  }

  #set(path: string, file: WrittenFile): void {
    // Which content the other process has found is not known.
    if (this.#readBeside.has(path)) this.#budget.isUnread = true;
    const isShared = file.isShared === true;
    this.#files.set(path, isShared ? { text: undefined, isExecutable: undefined, isShared } : file);
  }

  #addReads(reads: ReadonlySet<string>): void {
    if (reads.size === 0 || reads === this.#readBeside) return;
    this.#budget.spend(this.#readBeside.size + reads.size);
    this.#readBeside = new Set([...this.#readBeside, ...reads]);
  }
}

function joinFiles(a: WrittenFile | undefined, b: WrittenFile | undefined): WrittenFile {
  if (a !== undefined && b !== undefined && isSameFile(a, b)) return a;
  return { text: undefined, isExecutable: undefined, isShared: a?.isShared === true || b?.isShared === true };
}

function isSameFile(a: WrittenFile, b: WrittenFile): boolean {
  return a === b || (a.text === b.text && a.isExecutable === b.isExecutable && a.isShared === b.isShared);
}
