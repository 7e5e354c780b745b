import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import request from "supertest";
import { review } from "../admission/harness.ts";

/** A webhook that runs as a process of its own, and says on standard output where it listens. */
export interface WebhookInProcess {
  readonly url: string;
  readonly operationsUrl: string;
  /** The reason that it answers the example's review with, over TLS that is verified with this CA. */
  reasonFor(ca: string): Promise<string>;
  /** Ends it; returns its exit code. */
  stop(signal?: "SIGINT" | "SIGTERM"): Promise<number | null>;
}

/** @throws Error with what the program wrote, if it ends instead of listening */
export async function startProcess(command: readonly string[]): Promise<WebhookInProcess> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { env: {}, stdio: ["ignore", "pipe", "pipe"] });
  const { url, operationsUrl } = await firstLine(child);
  return {
    url,
    operationsUrl,
    reasonFor: (ca) => reasonFor(url, ca),
    async stop(signal = "SIGINT") {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exit = once(child, "exit");
      child.kill(signal);
      await exit;
      return child.exitCode;
    },
  };
}

interface Listening {
  readonly url: string;
  readonly operationsUrl: string;
}

async function firstLine({ stdout, stderr }: ChildProcess): Promise<Listening> {
  if (stdout === null || stderr === null) throw new Error("no pipes");
  let errors = "";
  stderr.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  for await (const line of createInterface(stdout)) {
    // Whoever stops reading would let the pipe fill up.
    stdout.resume();
    return JSON.parse(line) as Listening;
  }
  throw new Error(`the webhook ended before it listened: ${errors}`);
}

async function reasonFor(url: string, ca: string): Promise<string> {
  const { origin, pathname } = new URL(url);
  const post = request(origin).post(pathname).ca(ca).set("content-type", "application/json");
  const { body } = await post.send(JSON.stringify(review()));
  return (body as { response: { auditAnnotations: { reason: string } } }).response.auditAnnotations.reason;
}
