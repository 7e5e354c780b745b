import * as z from "zod";
import type { PeersSettings, Weights } from "../injection/settings.ts";
import { DEFAULT_IMAGE_PATTERN, IMAGE_PATTERN_FORM, parseImagePattern } from "./image-pattern.ts";

const imagePattern = z.string().refine((text) => parseImagePattern(text) !== undefined, IMAGE_PATTERN_FORM);
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable");
/** An extended resource has a domain outside of Kubernetes' own. */
const extendedResource = z
  .string()
  .regex(
    /^(?![^/]{0,253}kubernetes\.io\/)[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    {
      message: "expected an extended resource such as rdma/ib",
    },
  )
  .max(253);

/** The configuration of weights from peers. */
export const peers = z.strictObject({
  images: z.array(imagePattern).optional(),
  env: z.record(variableName, z.string()).optional(),
  resourcePerGpu: z.strictObject({ name: extendedResource, count: z.int().min(1).max(64).default(1) }).optional(),
  ipcLock: z.boolean().optional(),
  artifacts: z.boolean().optional(),
});

interface PeersConfig {
  readonly weights?: Weights | undefined;
  readonly peers?: z.infer<typeof peers> | undefined;
}

/** The same with defaults, as input of the decision. */
export function peersSettings({ weights = "files", peers: stated = {} }: PeersConfig): PeersSettings {
  const { images = [DEFAULT_IMAGE_PATTERN], env = {}, resourcePerGpu, ipcLock = false, artifacts = false } = stated;
  return {
    weights,
    images: images.flatMap((text) => parseImagePattern(text) ?? []),
    env,
    resourcePerGpu,
    hasIpcLock: ipcLock,
    hasArtifacts: artifacts,
  };
}
