import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const execute = promisify(execFile);

/** What a process has loaded after it imported the client of the API server and built a server. */
const PROGRAM = `
  import { createRequire } from "node:module";
  await import("./src/cluster/api/api-client.ts");
  const { buildOperationsServer } = await import("./src/admission/operations-server.ts");
  const server = buildOperationsServer({ metrics: {}, waitingFor: () => [] });
  await server.ready();
  const packages = Object.keys(createRequire(import.meta.url).cache);
  console.log(JSON.stringify({ ofNode: process.moduleLoadList, packages }));
`;

interface Loaded {
  readonly ofNode: readonly string[];
  readonly packages: readonly string[];
}

test("a server loads neither Node's WebSocket nor compilers for schemas that no route has", async () => {
  const args = ["--input-type=module", "--eval", PROGRAM];
  const { stdout } = await execute(process.execPath, args, { cwd: root });
  const { ofNode, packages } = JSON.parse(stdout) as Loaded;
  expect(ofNode).toContain("NativeModule http");
  expect(ofNode.filter((name) => name.includes("undici"))).toEqual([]);
  expect(packages.filter((file) => file.endsWith("/fastify/fastify.js"))).toHaveLength(1);
  expect(packages.filter((file) => /node_modules\/(ajv|@fastify\/fast-json-stringify-compiler)\//.test(file))).toEqual(
    [],
  );
});
