import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
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

test("needs nothing that Node 22, the oldest that it accepts, does not have", async () => {
  const sources = path.join(project, "node_modules/model-express-injector/src");
  const files = (await readdir(sources)).filter((file) => file.endsWith(".mjs"));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const text = await readFile(path.join(sources, file), "utf8");
    // Libraries ask whether there is one before they use it.
    expect(text.match(NEWER) ?? [], file).toEqual([]);
  }
});

const NEWER =
  /\bnew (Async)?DisposableStack\b|\bRegExp\.escape\(|\bError\.isError\(|\bPromise\.try\(|\bnew URLPattern\b|\bMath\.f16round\b|\b(await )?using \w+ = /g;

test("an older Node is refused in one sentence", async () => {
  const launcher = await readFile(
    path.join(project, "node_modules/model-express-injector/bin/model-express-injector.mjs"),
    "utf8",
  );
  const file = path.join(folder, "old.mjs");
  const minimum = packageJson.engines.node.replace(">=", "");
  const [major = 0, minor = 0] = minimum.split(".").map(Number);
  await writeFile(file, launcher.replace("process.versions.node", `"${major}.${minor - 1}.0"`));
  const failed = await execute(process.execPath, [file]).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 1, stdout: "" });
  expect(failed).toHaveProperty(
    "stderr",
    expect.stringContaining(`error: model-express-injector needs Node ${minimum} or newer, and this is v`),
  );
  for (const page of ["README.md", "docs/operating.md"])
    expect(await readFile(path.join(root, page), "utf8")).toContain(`Node ${minimum} or newer`);
});
