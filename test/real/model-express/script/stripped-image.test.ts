import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { installedShells } from "../pull/shells.ts";
import { makeVolume, runPull } from "./run-pull.ts";

test.each(installedShells())("asks for each model where the image has no printenv, with %s", async (shell) => {
  const volume = await makeVolume(onTestFinished);
  const bin = join(volume.outside, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "printenv"), "#!/bin/sh\nexit 127\n");
  await chmod(join(bin, "printenv"), 0o755);
  const { exitCode, lines } = await runPull({
    volume,
    shell,
    download: `echo "Error: status client error (404 Not Found) for $*" >&2; exit 1`,
    env: { PATH: `${bin}:${process.env["PATH"]}`, MX_PULL_MODEL_1: "org/b" },
  });
  expect(exitCode, lines.join("\n")).toBe(3);
  expect(lines.at(-1)).toMatch(/FAILED: org\/a: .*404 Not Found/);
});
