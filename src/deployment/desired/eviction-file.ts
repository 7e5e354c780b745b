import { GRPC_PORT } from "../../model-express/instance.ts";
import type { Eviction } from "../eviction.ts";

/** The variable with the text of the file, which the start script writes: it needs no ConfigMap. */
export const FILE_VARIABLE = "MX_SERVER_CONFIG";

/** How often the server looks for models to remove. */
const CHECK_SECONDS = 600;

/**
 * Builds the server's configuration file, as JSON, which is YAML. The server reads these settings from nowhere else
 * (modelexpress-server 0.5 to 0.7, `config.rs`), and silently takes the defaults if one required key is missing or
 * wrong. Variables win over the file.
 */
export function buildEvictionFile({ unusedForMs, maxModels }: Eviction, directory: string): string {
  const policy = { type: "lru", unused_threshold: `${unusedForMs / 1000}s` };
  return JSON.stringify({
    server: { host: "0.0.0.0", port: GRPC_PORT },
    cache: {
      directory,
      eviction: {
        enabled: true,
        policy: maxModels === undefined ? policy : { ...policy, max_models: maxModels },
        check_interval: `${CHECK_SECONDS}s`,
      },
    },
    logging: { structured: false },
  });
}
