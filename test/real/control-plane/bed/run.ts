// A control plane to try things by hand, until Ctrl-C: node test/real/control-plane/bed/run.ts [--scheduler]
import { startControlPlane } from "./control-plane.ts";

const controlPlane = await startControlPlane({ hasScheduler: process.argv.includes("--scheduler") });

console.log(`export KUBECONFIG=${controlPlane.kubeconfig}`);
for (const [name, pid] of Object.entries(controlPlane.pids)) {
  console.log(`# ${name}: pid ${pid}`);
}
console.log(`# logs in ${controlPlane.logDirectory}; end with Ctrl-C`);
