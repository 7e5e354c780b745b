import { reviewOf, typicalWorker } from "./typical-worker.ts";

/**
 * The replicas of 16 templates; pods of one template with an index of their own each, as Grove and StatefulSets make them; or
 * pods with a template of their own each.
 */
export type PodsOfStream = "replicas" | "indexed" | "distinct";

const TEMPLATES = 16;
/** What the API server chooses from for random names. */
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** Reviews of pods, each with a uid, a time and a token's volume of its own, as the API server sends them. */
export class ReviewStream {
  readonly #pods: PodsOfStream;
  #count = 0;
  /** Templates of reviews, by model: to serialize a pod for each review would take the client's time. */
  readonly #reviews = new Map<number, string>();

  constructor(pods: PodsOfStream) {
    this.#pods = pods;
  }

  next(): string {
    const number = this.#count++;
    const isDistinct = this.#pods === "distinct";
    return this.#template(isDistinct ? 0 : number % TEMPLATES)
      .replaceAll("bcdfg", suffixOf(number))
      .replace("42010a800002", number.toString(16).padStart(12, "0"))
      .replace("00:00:00Z", new Date(number * 1000).toISOString().slice(11, 19).concat("Z"))
      .replace("MODEL-NUMBER", isDistinct ? `model-${number}` : "model")
      .replaceAll("POD-INDEX", this.#pods === "indexed" ? `${number}` : "0");
  }

  #template(number: number): string {
    const known = this.#reviews.get(number) ?? reviewOf(typicalWorker(`org-${number}/MODEL-NUMBER`, "POD-INDEX"));
    this.#reviews.set(number, known);
    return known;
  }
}

function suffixOf(number: number): string {
  return Array.from({ length: 5 }, (_, at) => LETTERS[Math.floor(number / LETTERS.length ** at) % LETTERS.length]).join(
    "",
  );
}
