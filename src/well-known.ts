/** What others know this program by. */

/** Of every metric. */
export const METRIC_PREFIX = "model_express_injector_";
/** Of the webhook: `POST /mutate`. */
export const HTTPS_PORT = 8443;
/** Of the webhook and the controller, plain HTTP: `/livez`, `/readyz`, `/metrics`. */
export const OPERATIONS_PORT = 9402;
