import { Budget, MOST_STEPS } from "@model-express-injector/shell-reading/budget.ts";
import { LIMITS } from "../../kubernetes/limits.ts";

/** Characters that take about as long as one reference. */
const REFERENCE_COST = 32;

/** Bounds what references add to the texts of all containers of a pod (`A=$(B)$(B)`, `C=$(A)$(A)`, …). */
export class ExpansionBudget {
  #left: number = LIMITS.expansion;
  /** The budget for interpreting the commands of the pod's containers. */
  readonly reading = new Budget();

  /** Characters that were added. */
  get expanded(): number {
    return LIMITS.expansion - Math.max(0, this.#left);
  }

  /** Steps of the interpreter. */
  get steps(): number {
    return MOST_STEPS - Math.max(0, this.reading.left);
  }

  /** Whether this many characters may be added. */
  take(characters: number): boolean {
    this.#left -= characters + REFERENCE_COST;
    return this.#left >= 0;
  }
}
