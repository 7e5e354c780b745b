import { KEY_PREFIX } from "../model-express/keys.ts";

/**
 * Set on the Jobs of an instance and their pods to the instance's name. They must not have the label of the server's
 * pods, because the Service would select them.
 */
export const PREFETCH_LABEL = `${KEY_PREFIX}prefetch`;

/** Set on a Job to the model that it brings, with its revision. */
export const MODEL_ANNOTATION = `${KEY_PREFIX}model`;

/** Set on a Job to the number of the attempt: the failed pulls of the model so far, plus one. */
export const ATTEMPT_ANNOTATION = `${KEY_PREFIX}attempt`;
