// A cluster of one real node with the product in it, until Ctrl-C: npm run node
import { startNode } from "./bed/start-node.ts";
import { installProduct } from "./cluster/install-product.ts";
import { whyMachineCannot } from "./machine.ts";
import { findNodeParts } from "./parts/find-parts.ts";

const obstacle = await whyMachineCannot();
if (obstacle !== undefined) fail(obstacle);
const parts = await findNodeParts();
if (!parts.isHere) fail(parts.why);
const node = await startNode(parts);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void node.stop().then(() => process.exit()));
}
console.log("the node is ready; installing");
console.log(await installProduct(node));
console.log(`export KUBECONFIG=${node.kubeconfig}`);
console.log(`# logs in ${node.directory}/logs; end with Ctrl-C`);

function fail(why: string): never {
  console.error(`npm run node: ${why}`);
  process.exit(1);
}
