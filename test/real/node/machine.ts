import { makeNamespaces } from "./bed/namespaces.ts";
import { makeNodeDirectory, removeNodeDirectory, removeStaleNodes } from "./bed/node-directory.ts";

/** Why this machine cannot run a node, whatever is installed on it; tried out, because there are many ways to be short of a right. */
export async function whyMachineCannot(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "a node needs root on Linux";
  await removeStaleNodes();
  const directory = await makeNodeDirectory();
  try {
    await (await makeNamespaces(directory)).end();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await removeNodeDirectory(directory);
  }
}
