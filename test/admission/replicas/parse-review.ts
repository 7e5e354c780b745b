import { isProblem, type ReviewRequest, readReview } from "../../../src/admission/review.ts";

/** Parses a body that is a review. @throws {Error} with the problem of any other body */
export function parseReview(body: string): ReviewRequest {
  const review = readReview(body);
  if (isProblem(review)) throw new Error(review.problem);
  return review;
}
