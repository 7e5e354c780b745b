import { join } from "node:path";

/** The folder of a model in a volume's hub directory. */
export function modelFolder(volume: string, model: string): string {
  return join(volume, "hub", `models--${model.replace("/", "--")}`);
}

export function snapshotFolder(volume: string, model: string, commit: string): string {
  return join(modelFolder(volume, model), "snapshots", commit);
}

export function refFile(volume: string, model: string, revision = "main"): string {
  return join(modelFolder(volume, model), "refs", revision);
}

/** The environment that the webhook gives to a serving container with this volume. */
export function servingEnv(volume: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: join(volume, "no-home"),
    HF_ENDPOINT: "http://127.0.0.1:9",
    HF_HOME: volume,
    HF_HUB_CACHE: join(volume, "hub"),
    HF_HUB_OFFLINE: "1",
    MODEL_EXPRESS_URL: "http://127.0.0.1:9",
  };
}
