import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { EXAMPLES } from "../command-line/run.ts";

const root = path.join(import.meta.dirname, "../..");
const execute = promisify(execFile);
/** The Node of the tests first, as a user has one of their own. */
const env = { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env["PATH"]}` };

let folder: string;
let project: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "package-"));
  project = path.join(folder, "project");
  await execute(process.execPath, [path.join(root, "image/package.ts"), path.join(folder, "package")]);
  await mkdir(project);
  await writeFile(path.join(project, "package.json"), "{}");
  await execute("npm", ["pack", "./package"], { cwd: folder, env });
  const archive = path.join(folder, `model-express-injector-${packageJson.version}.tgz`);
  await execute("npm", ["install", "--offline", "--no-audit", "--no-fund", archive], { cwd: project, env });
}, 240_000);
afterAll(() => rm(folder, { recursive: true }));

test("installed into an empty project, npx runs it", async () => {
  const { stdout, stderr } = await execute("npx", ["--offline", "model-express-injector", "-v"], { cwd: project, env });
  expect({ stdout, stderr }).toEqual({ stdout: `${packageJson.version}\n`, stderr: "" });
});

test("runs through a symbolic link, from any folder, with what it ships", async () => {
  const link = path.join(folder, "mei");
  await symlink(path.join(project, "node_modules/.bin/model-express-injector"), link);
  const files = ["-f", path.join(EXAMPLES, "worker.yaml"), "--cluster", path.join(EXAMPLES, "cluster.yaml")];
  const { stdout } = await execute(link, ["explain", ...files], { cwd: tmpdir(), env });
  expect(stdout).toContain("SharedPull");
  const { stdout: shown } = await execute(link, ["demo"], { cwd: tmpdir(), env });
  expect(shown).toContain("model-express-pull");
});

test("brings no other package, and nothing of the tests", async () => {
  const { stdout } = await execute("npm", ["ls", "--all", "--parseable"], { cwd: project, env });
  expect(stdout.trim().split("\n")).toHaveLength(2);
  const { stdout: listed } = await execute("tar", ["tzf", `model-express-injector-${packageJson.version}.tgz`], {
    cwd: folder,
  });
  expect(listed).not.toMatch(/^package\/test\//m);
  expect(listed).toMatch(/^package\/docs\/reasons\.md$/m);
});
