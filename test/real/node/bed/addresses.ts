/** Addresses inside of the node's own network. */
export const NODE_NAME = "node";
export const NODE_ADDRESS = "10.240.0.1";
export const POD_RANGE = "10.244.0.0/24";
export const SERVICE_RANGE = "10.96.0.0/16";
/** Of the Service `kubernetes`: the first of the range. */
export const KUBERNETES_ADDRESS = "10.96.0.1";
export const DNS_ADDRESS = "10.96.0.10";
export const API_PORT = 6443;
