/** The credentials for the API server cannot be read. The message is one sentence for the user. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}
