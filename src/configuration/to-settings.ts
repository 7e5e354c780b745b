import { createHash } from "node:crypto";
import { cutRepository } from "../injection/pull-image.ts";
import type { MountedScript, Settings } from "../injection/settings.ts";
import { parseDuration } from "../kubernetes/duration.ts";
import { version } from "../version.ts";
import type { Config } from "./config-schema.ts";
import { peersSettings } from "./peers-config.ts";

/**
 * Converts the configuration to the settings of the decision.
 *
 * @param mounted for pods that mount the script; without it none does
 */
export function toSettings(config: Config, pullScript: string, mounted?: MountedScript): Settings {
  const { stream, pull } = config;
  return {
    version,
    configHash: createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, 8),
    defaultUrl: config.defaultUrl,
    globalNamespaces: config.globalNamespaces,
    clusterDomain: config.clusterDomain,
    gate: config.gate,
    path: config.path,
    mode: config.mode,
    offline: config.offline,
    stream: { storageClass: stream.storageClass, size: stream.size },
    pull: {
      image: pull.image,
      allowedImages: pull.allowedImages ?? [cutRepository(pull.image)],
      allowsDeployed: pull.allowedImages === undefined,
      imagePullPolicy: pull.imagePullPolicy,
      imagePullSecrets: pull.imagePullSecrets,
      timeoutSeconds: Math.ceil(parseDuration(pull.timeout) ?? 0),
      resources: pull.resources,
      script: pullScript,
      ...(mounted === undefined ? {} : { mounted }),
    },
    peers: peersSettings(config),
  };
}
