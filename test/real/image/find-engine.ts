import { execFileSync } from "node:child_process";
import path from "node:path";
import { installTool } from "../model-express/pull/install.ts";
import type { GoBuild } from "../tools/go/go-program.ts";
import { buildGoTool } from "../tools/go/go-tool.ts";

/** What builds images and runs them: BuildKit, as in `docker build`, and runc, as below Docker and Kubernetes. */
export type Engine =
  | { readonly isHere: true; readonly buildkitd: string; readonly buildctl: string; readonly runc: string }
  | { readonly isHere: false; readonly why: string };

const directory = path.join(import.meta.dirname, "go");

/** Builds or installs its parts unless they are here; without them the tests are skipped, loudly, but not in CI. */
export async function findEngine(): Promise<Engine> {
  const engine = await obtain();
  if (engine.isHere) return engine;
  if (process.env["CI"] === "true") throw new Error(`the image's tests must run in CI, but ${engine.why}`);
  report(`THE IMAGE'S TESTS ARE SKIPPED: ${engine.why}`);
  return engine;
}

async function obtain(): Promise<Engine> {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return { isHere: false, why: "they need root on Linux" };
  const runc = await installTool("runc");
  if (!runc.isHere) return { isHere: false, why: runc.why };
  const [buildkitd, buildctl] = [await build("buildkitd"), await build("buildctl")];
  if (!buildkitd.isBuilt) return { isHere: false, why: buildkitd.reason };
  if (!buildctl.isBuilt) return { isHere: false, why: buildctl.reason };
  const where = execFileSync("sh", ["-c", "command -v runc"], { encoding: "utf8" });
  return { isHere: true, buildkitd: buildkitd.binary, buildctl: buildctl.binary, runc: where.trim() };
}

function build(name: "buildkitd" | "buildctl"): Promise<GoBuild> {
  return buildGoTool({ name, directory, package: `github.com/moby/buildkit/cmd/${name}`, duration: "1 to 2 minutes" });
}

function report(message: string): void {
  process.stderr.write(`[image] ${message}\n`);
}
