import { execFile } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
const script = new URL("../../certs/local.ts", import.meta.url).pathname;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "certs-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("makes a CA and a certificate that it signed, for the names, with a key that only its owner reads", async () => {
  const directory = join(folder, "tls");
  const { stdout } = await run(process.execPath, [script, directory, "webhook.example.com", "127.0.0.1"]);
  expect(stdout).toContain(`${directory}: ca.crt, tls.crt and tls.key`);
  const read = async (name: string): Promise<string> => readFile(join(directory, name), "utf8");
  const [ca, leaf] = [new X509Certificate(await read("ca.crt")), new X509Certificate(await read("tls.crt"))];
  expect(leaf.verify(ca.publicKey)).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(await read("tls.key")))).toBe(true);
  expect(leaf.subjectAltName).toBe("DNS:webhook.example.com, IP Address:127.0.0.1");
  expect((await stat(join(directory, "tls.key"))).mode & 0o777).toBe(0o600);
});

test("says how it is used when the directory is missing", async () => {
  await expect(run(process.execPath, [script])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("usage: npm run certs -- DIRECTORY"),
  });
});
