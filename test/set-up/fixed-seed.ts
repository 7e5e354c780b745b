import fc from "fast-check";

/**
 * Property tests use the same values in each run, so that no run fails by luck. Another seed finds other
 * counter-examples: PROPERTY_SEED=2 npm run test:unit
 */
fc.configureGlobal({ seed: Number(process.env["PROPERTY_SEED"] ?? 1) });
