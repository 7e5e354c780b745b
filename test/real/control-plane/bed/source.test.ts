import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commandOf, findControlPlane } from "./source.ts";

describe("where a control plane comes from", () => {
  const print = vi.spyOn(process.stderr, "write");

  beforeEach(() => {
    print.mockReset().mockReturnValue(true);
    for (const name of ["USE_EXISTING_CLUSTER", "KUBECONFIG", "KUBEBUILDER_ASSETS", "CI"]) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv("PATH", "/nowhere");
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    print.mockReset();
  });

  it("is missing without Go, with a loud notice", async () => {
    const source = await findControlPlane();

    expect(source).toEqual({ kind: "unavailable", reason: expect.stringContaining("Go toolchain does not run") });
    const printed = print.mock.calls.join("");
    expect(printed).toContain("THE CLUSTER TESTS ARE SKIPPED: the Go toolchain does not run");
  });

  it("is an error without Go in CI, where a skipped test would look like a passed one", async () => {
    vi.stubEnv("CI", "true");

    await expect(findControlPlane()).rejects.toThrow("must run in CI");
  });

  it("is an existing cluster first of all", async () => {
    vi.stubEnv("USE_EXISTING_CLUSTER", "true");
    vi.stubEnv("KUBECONFIG", "/cluster/kubeconfig");
    vi.stubEnv("KUBEBUILDER_ASSETS", "/assets");

    expect(await findControlPlane()).toEqual({ kind: "existing", kubeconfig: "/cluster/kubeconfig" });
  });

  it("is not guessed when an existing cluster is not named", async () => {
    vi.stubEnv("USE_EXISTING_CLUSTER", "true");

    await expect(findControlPlane()).rejects.toThrow("USE_EXISTING_CLUSTER=true needs KUBECONFIG");
  });

  it("is a folder of executables if named", async () => {
    vi.stubEnv("KUBEBUILDER_ASSETS", "/assets");

    expect(await findControlPlane()).toEqual({ kind: "folder", folder: "/assets" });
    expect(commandOf("etcd", { kind: "folder", folder: "/assets" })).toBeUndefined();
  });
});
