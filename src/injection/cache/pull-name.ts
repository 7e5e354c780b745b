/** The name of the init container that pulls. */
export const PULL_NAME = "model-express-pull";
