import { connect } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { type JsonObject, member, objectAt } from "../../../../src/kubernetes/json.ts";
import { textsAt } from "../pull/identity.ts";
import type { IsolatedContainer } from "./isolated-container.ts";

export interface Probed {
  readonly container: IsolatedContainer;
  /** Of the pod. */
  readonly address: string;
}

/** Whether a probe of a container's specification succeeds, once. */
export async function probe(specification: JsonObject, { container, address }: Probed): Promise<boolean> {
  const port = member(objectAt(specification, "grpc"), "port");
  if (typeof port === "number") return isServing(address, port);
  return container.exec(textsAt(objectAt(specification, "exec"), "command"));
}

/** As the kubelet does before a container counts as started; fails when it would kill the container. */
export async function awaitStartup(specification: JsonObject, probed: Probed): Promise<void> {
  const [period, most] = [numberAt(specification, "periodSeconds"), numberAt(specification, "failureThreshold")];
  for (let failures = 0; failures < most; failures++) {
    if (await probe(specification, probed)) return;
    if (probed.container.hasEnded) throw new Error(`it ended: ${probed.container.log()}`);
    await sleep(period * 1000);
  }
  throw new Error(`the startup probe failed ${most} times: ${probed.container.log()}`);
}

/** An empty `HealthCheckRequest`: one frame without compression and without bytes. */
const REQUEST = Buffer.alloc(5);
/** A `HealthCheckResponse` whose field 1, the status, is 1: SERVING. */
const SERVING = Buffer.from([0, 0, 0, 0, 2, 0x08, 1]);

/** Asks `grpc.health.v1.Health`, as the wire has it, about the server as a whole. */
function isServing(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${host}:${port}`);
    const end = (isHealthy: boolean) => {
      resolve(isHealthy);
      session.destroy();
    };
    session.once("error", () => end(false));
    session.setTimeout(5000, () => end(false));
    const stream = session.request({
      ":method": "POST",
      ":path": "/grpc.health.v1.Health/Check",
      "content-type": "application/grpc",
      te: "trailers",
    });
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("error", () => end(false));
    stream.once("end", () => end(Buffer.concat(chunks).equals(SERVING)));
    stream.end(REQUEST);
  });
}

export function numberAt(object: JsonObject, key: string): number {
  const value = member(object, key);
  if (typeof value !== "number") throw new Error(`no ${key} in ${JSON.stringify(object)}`);
  return value;
}
