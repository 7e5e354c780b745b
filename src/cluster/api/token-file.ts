import { isAbsolute, join } from "node:path";
import { type KubeConfig, loadYaml, type User } from "@kubernetes/client-node";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { readFileText } from "../../text-files/read-file-text.ts";
import { describeReadProblem } from "../../text-files/read-problem.ts";
import { MOST_PEM_BYTES } from "../../text-files/read-text.ts";
import { CredentialsError } from "./credentials-error.ts";

/** Not a provider of client-node, which ignores `tokenFile`. */
const PROVIDER = "token-file";

/**
 * Notes kubectl's `tokenFile` of each user. As for kubectl it beats `token`.
 *
 * @param text of the kubeconfig
 * @param folder of the kubeconfig, to which paths are relative
 */
export function noteTokenFiles(config: KubeConfig, text: string, folder: string): void {
  const files = listTokenFiles(loadYaml<JsonObject>(text), folder);
  config.users = config.users.map((user) => {
    const path = files.get(user.name);
    const { token: _, ...rest } = user;
    return path === undefined ? user : { ...rest, authProvider: { name: PROVIDER, config: { path } } };
  });
}

function listTokenFiles(kubeconfig: JsonObject, folder: string): ReadonlyMap<string, string> {
  const users = objectsAt(kubeconfig, "users").flatMap((entry) => {
    const [name, file] = [textAt(entry, "name"), textAt(objectAt(entry, "user"), "tokenFile")];
    return name === undefined || !file ? [] : [[name, isAbsolute(file) ? file : join(folder, file)] as const];
  });
  return new Map(users);
}

/**
 * The token in the user's `tokenFile`, read each time because it is rotated; `undefined` without one.
 *
 * @throws {CredentialsError}
 */
export function readTokenFile(user: User | null): string | undefined {
  const provider = user?.authProvider as JsonObject | null | undefined;
  if (!provider || textAt(provider, "name") !== PROVIDER) return undefined;
  const path = textAt(objectAt(provider, "config"), "path") ?? "";
  try {
    return readFileText(path, MOST_PEM_BYTES).trim();
  } catch (cause) {
    throw new CredentialsError(`the kubeconfig's tokenFile is ${path}: ${describeReadProblem(cause)}`, { cause });
  }
}
