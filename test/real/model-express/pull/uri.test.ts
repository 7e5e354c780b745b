import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeBed } from "./bed.ts";
import { findModelExpress } from "./install.ts";
import { writeTool } from "./stand-in-tool.ts";

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull by URI", () => {
  test("passes the URI on and sees the folder that the tool names", async () => {
    const bed = await makeBed({ isServerUp: false });
    const folder = join(bed.volume, "hub", "s3", "bucket");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "model.safetensors"), "weights");
    const cli = await writeTool(
      await bed.newVolume(),
      "0.7.0",
      `[ "$5" = s3://bucket/a@b ] && echo "  Path: ${folder}"`,
    );
    const { exitCode, log } = await bed.pull({ models: ["s3://bucket/a@b"], cli });
    expect(exitCode, log).toBe(0);
    expect(log).toContain("s3://bucket/a@b: ready");
  });

  test("says so when this pod does not see the folder", async () => {
    const bed = await makeBed({ isServerUp: false });
    const cli = await writeTool(await bed.newVolume(), "0.7.0", "echo Path: /no/such/folder");
    const { exitCode, terminationMessage } = await bed.pull({ models: ["ngc://org/a:1"], cli, timeout: 3 });
    expect(exitCode).toBe(5);
    expect(terminationMessage).toContain("FAILED: ngc://org/a:1: the server has it");
  });
});

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull through a server that wants a token", () => {
  test.each(["Unauthenticated", "PermissionDenied"])(
    "ends long before the deadline when it says %s",
    async (status) => {
      const bed = await makeBed({ isServerUp: false });
      const body = `echo 'Error: gRPC error: status: ${status}, message: "no token", details: [], metadata: {}' >&2; exit 1`;
      const cli = await writeTool(await bed.newVolume(), "0.7.0", body);
      const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], cli, timeout: 600 });
      expect(exitCode).toBe(3);
      expect(terminationMessage).toMatch(/FAILED: org\/a: refused: .*"no token".*this pod a token/);
    },
  );
});
