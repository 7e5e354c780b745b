import { execFile, execFileSync } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether kubectl runs here; loud if not, and an error in CI. */
export function hasKubectl(): boolean {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch (cause) {
    if (process.env["CI"] === "true") throw new Error("kubectl must be there in CI", { cause });
    process.stderr.write("THE KUBECTL TESTS ARE SKIPPED: kubectl does not run here\n");
    return false;
  }
}

/** What kubectl printed on its standard output; its warnings go to `err`. */
export function kubectl(kubeconfig: string, ...args: string[]): Promise<{ readonly stdout: string; stderr: string }> {
  return run("kubectl", [`--kubeconfig=${kubeconfig}`, ...args], { env: kubectlEnvironment(kubeconfig) });
}

/**
 * kubectl caches what an API server offers by its address, and control planes reuse each other's ports. So the cache is
 * beside the kubeconfig, as that of the user's own is.
 */
export function kubectlEnvironment(kubeconfig: string): NodeJS.ProcessEnv {
  return { ...process.env, KUBECACHEDIR: path.join(path.dirname(kubeconfig), "cache") };
}
