/** An `import` evaluates all exports of node:http, and one of them loads Node's WebSocket: 14 MiB, and half of the start-up time. */
export const plainHttp = process.getBuiltinModule("node:http");
