/** Names and ports that others know this program by. */

/** The prefix of every metric. */
export const METRIC_PREFIX = "model_express_injector_";
/** The webhook's port: `POST /mutate`. */
export const HTTPS_PORT = 8443;
/** The plain HTTP port of the webhook and the controller: `/livez`, `/readyz`, `/metrics`. */
export const OPERATIONS_PORT = 9402;
