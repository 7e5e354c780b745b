import type { ResourceType } from "../kubernetes/resource-type.ts";

export const GROUP = "modelexpress.nvidia.com";
export const VERSION = "v1alpha1";
export const KIND = "ModelExpress";

export const MODEL_EXPRESSES: ResourceType = { apiVersion: `${GROUP}/${VERSION}`, plural: "modelexpresses" };
