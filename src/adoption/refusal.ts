/** Why a Service is not adopted: one sentence with the cause and the fix. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
