import { Budget, MOST_STEPS } from "@model-express-injector/shell-reading/budget.ts";
import { LIMITS } from "../../kubernetes/limits.ts";

/** Characters that take about as long as one reference. */
const REFERENCE_COST = 32;

/** How much a pod may take. */
export interface ReadingLimits {
  /** Characters that references add. */
  readonly expansion: number;
  /** Steps of the interpreter. */
  readonly steps: number;
}

const MOST: ReadingLimits = { expansion: LIMITS.expansion, steps: MOST_STEPS };

/** Bounds what references add to the texts of all containers of a pod (`A=$(B)$(B)`, `C=$(A)$(A)`, …). */
export class ExpansionBudget {
  readonly #limits: ReadingLimits;
  #left: number;
  /** The budget for interpreting the commands of the pod's containers. */
  readonly reading: Budget;

  constructor(limits = MOST) {
    this.#limits = limits;
    this.#left = limits.expansion;
    this.reading = new Budget(limits.steps);
  }

  /** Whether a part was left unread because of this budget. */
  get isSpent(): boolean {
    return this.#left < 0 || this.reading.isExhausted;
  }

  /** Characters that were added. */
  get expanded(): number {
    return this.#limits.expansion - Math.max(0, this.#left);
  }

  /** Steps of the interpreter. */
  get steps(): number {
    return this.#limits.steps - Math.max(0, this.reading.left);
  }

  /** Whether this many characters may be added. */
  take(characters: number): boolean {
    this.#left -= characters + REFERENCE_COST;
    return this.#left >= 0;
  }
}
