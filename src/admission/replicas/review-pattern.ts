import { isTokenVolume } from "../../mutation/pod-key.ts";
import type { ReviewRequest } from "../review.ts";
import { type BodyText, endOfPlain } from "./body-text.ts";
import { type CommonPart, ReplicaReview } from "./replica-review.ts";

/** What a text is read for. */
type ReadRole = "uid" | "podName" | "tokenVolume";

/** A text in which the reviews of replicas differ. */
export interface Gap extends BodyText {
  readonly role: ReadRole | "other";
}

/**
 * The bytes of a pod's review, with gaps for the texts in which those of its replicas differ: uid, name, times, and the name
 * of the token's volume. A body with the same bytes around other plain texts needs no parsing.
 */
export class ReviewPattern {
  readonly #common: CommonPart;
  /** The numbers of the gaps by role. */
  readonly #places: Readonly<Record<ReadRole, readonly number[]>>;
  /** One more than gaps. */
  readonly #pieces: readonly Buffer[];

  /** @param gaps in the order of the body */
  constructor(body: Buffer, gaps: readonly Gap[], common: CommonPart) {
    this.#common = common;
    // A body may be a part of a larger buffer.
    const own = Buffer.allocUnsafeSlow(body.length);
    body.copy(own);
    const placesOf = (role: Gap["role"]): readonly number[] =>
      gaps.flatMap((gap, number) => (gap.role === role ? [number] : []));
    this.#places = { uid: placesOf("uid"), podName: placesOf("podName"), tokenVolume: placesOf("tokenVolume") };
    const starts = [0, ...gaps.map(({ end }) => end)];
    const ends = [...gaps.map(({ start }) => start), body.length];
    this.#pieces = starts.map((start, number) => own.subarray(start, ends[number]));
  }

  /** Reads a replica's review; `undefined` if the body is another one. */
  match(body: Buffer): ReviewRequest | undefined {
    const texts = this.#cutOut(body);
    if (texts === undefined) return undefined;
    const textsOf = (role: ReadRole): readonly string[] =>
      this.#places[role].map((number) => textAt(body, texts[number]));
    const [uid = ""] = textsOf("uid");
    const [podName = this.#common.podName] = textsOf("podName");
    return isOneToken(textsOf("tokenVolume")) ? new ReplicaReview(body, this.#common, { uid, podName }) : undefined;
  }

  /** The texts in the gaps, if the bytes around them are the same. */
  #cutOut(body: Buffer): readonly BodyText[] | undefined {
    const texts: BodyText[] = [];
    let start = 0;
    for (const piece of this.#pieces) {
      if (!holdsAt(body, start, piece)) return undefined;
      start += piece.length;
      if (texts.length === this.#pieces.length - 1) break;
      const end = endOfPlain(body, start);
      if (end === undefined) return undefined;
      texts.push({ start, end });
      start = end;
    }
    return start === body.length ? texts : undefined;
  }
}

function isOneToken(names: readonly string[]): boolean {
  const [first] = names;
  return first === undefined || (isTokenVolume(first) && names.every((name) => name === first));
}

function textAt(body: Buffer, text: BodyText | undefined): string {
  return text === undefined ? "" : body.toString("latin1", text.start, text.end);
}

function holdsAt(body: Buffer, start: number, piece: Buffer): boolean {
  const end = start + piece.length;
  return end <= body.length && body.compare(piece, 0, piece.length, start, end) === 0;
}
