import { Budget } from "@model-express-injector/shell-reading/budget.ts";
import { LIMITS } from "../../kubernetes/limits.ts";

/** What references may add to the texts of a pod, all containers together (`A=$(B)$(B)`, `C=$(A)$(A)`, …). */
export class ExpansionBudget {
  #left: number = LIMITS.expansion;
  /** What reading the commands of the pod's containers may take. */
  readonly reading = new Budget();

  /** Whether this many characters may be put into a text. */
  take(characters: number): boolean {
    // A reference costs something even when it stands for nothing.
    this.#left -= characters + 1;
    return this.#left >= 0;
  }
}
