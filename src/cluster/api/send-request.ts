import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import type { Caller } from "./caller.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import type { Exchange } from "./exchange.ts";
import { plainHttp } from "./plain-http.ts";
import { SilenceError } from "./silence-error.ts";

/** TCP keep-alive probes start after this long; the kernel gives up 10 seconds later. */
const KEEP_ALIVE_MS = 30_000;

export interface Request {
  readonly url: URL;
  /** The headers, the agent, and what TLS needs. */
  readonly options: RequestOptions;
  readonly describeCaller: () => Caller;
}

/**
 * Sends a request, and resolves when its answer begins, whatever its status.
 *
 * @throws {ConnectionFailure} if there is no answer; the signal's reason if the request is aborted
 */
export function sendRequest(
  { url, options, describeCaller }: Request,
  { method, body, signal, idleMilliseconds }: Exchange,
): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const start = url.protocol === "http:" ? plainHttp.request : request;
    let answer: IncomingMessage | undefined;
    const sent = start(url, { ...options, method, signal }, (response) => {
      answer = response;
      resolve(response);
    });
    // Node omits the length of a DELETE's body, so the API server would parse the body as the next request.
    if (text !== undefined) sent.setHeader("content-length", Buffer.byteLength(text));
    sent.setTimeout(idleMilliseconds, () => {
      // Of a request whose answer has begun, the reader of the answer would only hear "aborted".
      (answer ?? sent).destroy(new SilenceError(idleMilliseconds));
    });
    sent.once("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    // `on`, not `once`: an error after the response began is reported to the body's reader, and must not be uncaught
    // here.
    sent.on("error", (error) => {
      reject(error.name === "AbortError" ? error : new ConnectionFailure(error, describeCaller(), sent.reusedSocket));
    });
    sent.end(text);
  });
}
