/** Why a Service is not adopted: one sentence that names the cause and the way out. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
