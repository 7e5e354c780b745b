import type { Budget } from "../budget.ts";
import { type Aliases, NO_ALIASES } from "../grammar/aliases.ts";
import type { Origin } from "../grammar/origin.ts";
import type { FunctionCommand } from "../grammar/syntax.ts";
import { ANYTHING, UNKNOWN_WORDS } from "../unknown.ts";
import { Files } from "./files.ts";
import { joinGaps, NO_GAPS } from "./given.ts";
import {
  type ExportedFunctions,
  joinAliases,
  joinExported,
  joinOutputs,
  joinTraps,
  joinWords,
  type Trap,
} from "./join.ts";
import { DEFAULT_OPTIONS, joinOptions, type Options, UNKNOWN_OPTIONS } from "./options.ts";
import { SharedMap } from "./shared-map.ts";
import { joinStatus, type Status } from "./status.ts";
import type { Variables } from "./variables.ts";

/** Everything a shell remembers between two commands. `undefined` means unknown. */
export class State {
  variables: Variables;
  /** `$1` and so on; may hold `UNKNOWN_WORDS`. */
  positional: readonly string[] = [];
  /** `$0` */
  name: string;
  options: Options = DEFAULT_OPTIONS;
  status: Status = 0;
  /** How likely the shell gets here: 1 is certain, and branches share the weight. */
  weight = 1;
  /** The text written to the standard output; `undefined` where it is not recorded. */
  output: string | undefined;
  #input: string | undefined;
  #inputOrigin: Origin = [];
  /** The number of command substitutions so far. */
  captures = 0;
  /** The status of the last one. */
  captureStatus: Status = 0;
  /** The position of `getopts` in a word with several options; 0 for the next word. */
  optionPlace = 0;
  /** The standard output is a pipe whose reader may end early. */
  feedsPipe = false;
  /** bash has given up a line: what a process substitution does from then on is not known. */
  hasDiscarded = false;
  directory: string | undefined = ".";
  aliases: Aliases = NO_ALIASES;
  functions: SharedMap<string, FunctionCommand | undefined>;
  /** `export -f` */
  exportedFunctions: ExportedFunctions = new Map();
  files: Files;
  traps: SharedMap<string, Trap>;
  /** By variable (`@` for the arguments): undefined variables that its value refers to. */
  gaps: SharedMap<string, ReadonlySet<string>>;
  readonly budget: Budget;

  constructor(variables: Variables, budget: Budget, name: string) {
    this.variables = variables;
    this.name = name;
    this.budget = budget;
    this.functions = new SharedMap(budget);
    this.files = new Files(budget);
    this.traps = new SharedMap(budget);
    this.gaps = new SharedMap(budget);
  }

  /** The rest of the standard input; `undefined` if unknown. */
  get input(): string | undefined {
    return this.#input;
  }

  set input(text: string | undefined) {
    this.feed(text, []);
  }

  /** The place in the source where the standard input is written. */
  get inputOrigin(): Origin {
    return this.#inputOrigin;
  }

  /** Sets the standard input to a text written in the source. */
  feed(text: string | undefined, origin: Origin = []): void {
    this.#input = text;
    this.#inputOrigin = origin;
  }

  copy(): State {
    this.budget.spend(12);
    const copy = new State(this.variables.copy(), this.budget, this.name);
    copy.positional = this.positional;
    copy.options = this.options;
    copy.status = this.status;
    copy.weight = this.weight;
    copy.output = this.output;
    copy.input = this.input;
    copy.captures = this.captures;
    copy.captureStatus = this.captureStatus;
    copy.optionPlace = this.optionPlace;
    copy.feedsPipe = this.feedsPipe;
    copy.hasDiscarded = this.hasDiscarded;
    copy.aliases = this.aliases;
    copy.exportedFunctions = this.exportedFunctions;
    copy.directory = this.directory;
    copy.functions = this.functions.copy();
    copy.files = this.files.copy();
    copy.traps = this.traps.copy();
    copy.gaps = this.gaps.copy();
    return copy;
  }

  /** Splits the state into two equally likely branches. */
  fork(): State {
    const other = this.copy();
    // Far too small to ever add up to 1 again.
    this.weight = this.weight < 1e-12 ? 0 : this.weight / 2;
    other.weight = this.weight;
    return other;
  }

  /** Takes over the results of a nested shell that ended; its variables are gone. */
  returnFrom({ status, output, input, files }: State): void {
    this.status = status;
    this.output = output;
    if (input !== this.input) this.input = input;
    this.files.adopt(files);
  }

  /** Joins two branches. */
  merge(other: State): void {
    this.variables.merge(other.variables);
    this.positional = joinWords(this.positional, other.positional);
    this.options = joinOptions(this.options, other.options);
    this.status = joinStatus(this.status, other.status);
    this.weight += other.weight;
    this.hasDiscarded ||= other.hasDiscarded;
    this.output = joinOutputs(this.output, other.output);
    this.input = this.input === other.input ? this.input : undefined;
    if (this.optionPlace !== other.optionPlace) this.variables.forget(["OPTIND"]);
    this.directory = this.directory === other.directory ? this.directory : undefined;
    if (this.aliases !== other.aliases || this.exportedFunctions !== other.exportedFunctions)
      this.budget.spend(this.aliases.size + other.aliases.size + this.exportedFunctions.size);
    this.aliases = joinAliases(this.aliases, other.aliases);
    this.exportedFunctions = joinExported(this.exportedFunctions, other.exportedFunctions);
    this.functions.merge(other.functions, (a, b) => (a === b ? a : undefined));
    this.files.merge(other.files);
    this.traps.merge(other.traps, joinTraps);
    this.gaps.merge(other.gaps, (a = NO_GAPS, b = NO_GAPS) => joinGaps(a, b));
  }

  /** Records the undefined variables that an assigned value refers to. */
  setGaps(name: string, gaps: ReadonlySet<string>): void {
    if (gaps.size > 0) this.gaps.set(name, gaps);
    else this.gaps.delete(name);
  }

  /** Appends to the standard output. */
  write(text: string): void {
    if (this.output === undefined || this.output === ANYTHING) return;
    this.budget.spend(text.length);
    this.output += text;
  }

  /** Marks everything as unknown. */
  forgetAll(): void {
    this.variables.forgetAll();
    this.positional = [UNKNOWN_WORDS];
    this.options = UNKNOWN_OPTIONS;
    this.status = undefined;
    this.directory = undefined;
    this.files.clear();
  }
}
