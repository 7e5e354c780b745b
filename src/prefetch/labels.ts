import { KEY_PREFIX } from "../model-express/keys.ts";

/**
 * On the Jobs of an instance and their pods: its name. They must not have the label of the server's pods, by which the
 * Service finds those.
 */
export const PREFETCH_LABEL = `${KEY_PREFIX}prefetch`;

/** On a Job: the model that it brings, with its revision. */
export const MODEL_ANNOTATION = `${KEY_PREFIX}model`;

/** On a Job: how many pulls of the model failed before it, and one. */
export const ATTEMPT_ANNOTATION = `${KEY_PREFIX}attempt`;

/** The container that pulls, in a Job's pod and among the init containers of others. */
export const PULL_CONTAINER = "model-express-pull";
