export const TLS_VERSIONS = ["1.2", "1.3"] as const;
