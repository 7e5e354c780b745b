import { writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../../../command-line/run.ts";
import type { Tenant } from "../e2e/tenant.ts";
import { worker } from "../e2e/worker.ts";
import type { CommandBed } from "./command-bed.ts";

/** Creates a worker as the webhook would have changed it, for an instance with the claim `models`. */
export async function createInjected(
  { client, folder }: Pick<CommandBed, "client" | "folder">,
  tenant: Tenant,
  name: string,
): Promise<void> {
  const paths = ["services/model-express", "persistentvolumeclaims/models"];
  const items = await Promise.all(paths.map((each) => client.get<object>(tenant.path(each))));
  const cluster = path.join(folder, "cluster.json");
  await writeFile(cluster, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  const flags = ["-n", tenant.namespace, "--cluster", cluster, "-o", "json", "-q"];
  const { out } = await run(["inject", "-f", "-", ...flags], { input: JSON.stringify(worker({ name })) });
  await tenant.create(JSON.parse(out));
}
