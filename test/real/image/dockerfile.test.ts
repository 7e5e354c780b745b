import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesIn } from "../../image/files-in.ts";
import { makeBaseImages } from "./base-images.ts";
import { makeCheckout, sources } from "./build-context.ts";
import { type BuildDaemon, startBuildDaemon } from "./build-daemon.ts";
import { findEngine } from "./find-engine.ts";

const dockerfile = readFileSync(path.join(import.meta.dirname, "../../../Dockerfile"), "utf8");
const engine = await findEngine();

describe.runIf(engine.isHere)("the Dockerfile", () => {
  let directory: string;
  let checkout: string;
  let daemon: BuildDaemon;

  beforeAll(async () => {
    if (!engine.isHere) return;
    directory = mkdtempSync(path.join(tmpdir(), "dockerfile-"));
    checkout = makeCheckout(path.join(directory, "checkout"));
    daemon = await startBuildDaemon(engine);
  });
  afterAll(async () => {
    await daemon?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** The arguments of a build of this text, in the checkout. */
  function contextOf(text: string): string[] {
    const folder = mkdtempSync(path.join(directory, "text-"));
    writeFileSync(path.join(folder, "Dockerfile"), text);
    return ["--local", `context=${checkout}`, "--local", `dockerfile=${folder}`];
  }

  function check(text: string): Promise<string> {
    const images = makeBaseImages(mkdtempSync(path.join(directory, "images-")));
    return daemon.build([...contextOf(text), ...images, "--opt", "requestid=frontend.lint"]);
  }

  it("passes the checks of docker build --check, which find what is wrong", async () => {
    expect(await check(dockerfile)).toBe("");
    await expect(check(dockerfile.replace("AS bundle", "as bundle"))).resolves.toContain("FromAsCasing");
  });

  it("is sent what the image is made of, and nothing private", async () => {
    const sent = path.join(directory, "sent");
    const everything = contextOf("FROM scratch\nCOPY . /\n");
    await daemon.build([...everything, "--output", `type=local,dest=${sent}`]);

    const part = /^(LICENSE|package(-lock)?\.json|(examples|image|src)\/.*|packages\/[^/]+\/(package\.json|src\/.*))$/;
    expect(filesIn(sent)).toEqual(
      sources()
        .filter((file) => part.test(file))
        .sort(),
    );
  });
});
