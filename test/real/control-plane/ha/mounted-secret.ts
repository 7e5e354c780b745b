import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../bed/client.ts";

interface Secret {
  readonly metadata: { readonly resourceVersion: string };
  readonly data?: Readonly<Record<string, string>>;
}

export interface Mount {
  close(): void;
}

export interface MountOptions {
  readonly client: Client;
  /** The path of the Secret in the API. */
  readonly secret: string;
  readonly directory: string;
  /** Milliseconds after which a change reaches the directory. */
  readonly delay: number;
}

const LOOK_MS = 100;

/**
 * Stands in for the kubelet, which is not part of the control plane: keeps a directory as a Secret's volume is, with the
 * files behind a link `..data` that is swapped as a whole, some time after the Secret has changed.
 */
export async function mountSecret({ client, secret, directory, delay }: MountOptions): Promise<Mount> {
  let isClosed = false;
  let version: string | undefined;
  await mkdir(directory, { recursive: true });
  const follow = async (): Promise<void> => {
    while (!isClosed) {
      const { metadata, data } = await client.get<Secret>(secret).catch(() => ({ metadata: undefined, data: {} }));
      if (metadata !== undefined && metadata.resourceVersion !== version) {
        // The first time it is there before the container starts.
        if (version !== undefined) await sleep(delay);
        version = metadata.resourceVersion;
        await project(directory, version, data ?? {});
      }
      await sleep(LOOK_MS);
    }
  };
  void follow();
  return {
    close() {
      isClosed = true;
    },
  };
}

async function project(directory: string, version: string, data: Readonly<Record<string, string>>): Promise<void> {
  const folder = `..${version}`;
  await mkdir(path.join(directory, folder), { recursive: true });
  for (const [name, content] of Object.entries(data)) {
    await writeFile(path.join(directory, folder, name), Buffer.from(content, "base64"));
    await symlink(path.join("..data", name), path.join(directory, name)).catch(() => undefined);
  }
  await rm(path.join(directory, "..data_tmp"), { force: true });
  await symlink(folder, path.join(directory, "..data_tmp"));
  await rename(path.join(directory, "..data_tmp"), path.join(directory, "..data"));
}
