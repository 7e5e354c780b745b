/** What a parameter gives: a text, nothing if it is not set, or words. */
export type Found =
  | { readonly kind: "text"; readonly text: string | undefined }
  | { readonly kind: "words"; readonly words: readonly string[]; readonly isJoined: boolean };
