import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../../../src/kubernetes/json.ts";
import type { Mount } from "./container.ts";
import { type Identity, identityOf, textsAt } from "./identity.ts";

/** A container of a pod's specification, as the kubelet would hand it to the container engine. */
export interface ScheduledContainer {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly hasReadOnlyRoot: boolean;
  /** @throws when the kubelet would refuse to start it */
  identity(): Identity;
}

/** What the node has: where the pod's claims are, and how to make an empty directory. */
export interface Node {
  readonly claims: Readonly<Record<string, string>>;
  newVolume(): Promise<string>;
  /** The user that the containers' image names. */
  readonly imageUser?: number;
}

/** A pod on a node: each of its volumes is a directory. */
export interface ScheduledPod {
  /** @throws when the pod has no such container */
  container(name: string): ScheduledContainer;
  hasContainer(name: string): boolean;
  readonly volumes: ReadonlyMap<string, string>;
}

export async function schedule(pod: JsonObject, node: Node): Promise<ScheduledPod> {
  const spec = objectAt(pod, "spec");
  const volumes = new Map<string, string>();
  for (const volume of objectsAt(spec, "volumes")) {
    volumes.set(textAt(volume, "name") ?? "", await directoryOf(volume, node));
  }
  const containers = [...objectsAt(spec, "initContainers"), ...objectsAt(spec, "containers")];
  const find = (name: string) => containers.find((container) => textAt(container, "name") === name);
  return {
    volumes,
    hasContainer: (name) => find(name) !== undefined,
    container: (name) => {
      const found = find(name);
      if (!found) throw new Error(`the pod has no container ${name}`);
      const env = environmentOf(found);
      return {
        command: textsAt(found, "command").map((word) => expand(word, env)),
        env,
        mounts: objectsAt(found, "volumeMounts").map((mount) => mountOf(mount, volumes)),
        hasReadOnlyRoot: member(objectAt(found, "securityContext"), "readOnlyRootFilesystem") === true,
        identity: () => identityOf(spec, found, node.imageUser ?? 0),
      };
    },
  };
}

async function directoryOf(volume: JsonObject, { claims, newVolume }: Node): Promise<string> {
  const claim = textAt(objectAt(volume, "persistentVolumeClaim"), "claimName");
  if (claim !== undefined) {
    const directory = claims[claim];
    if (directory === undefined) throw new Error(`the pod would wait for claim ${claim} for ever`);
    return directory;
  }
  if (!("emptyDir" in volume)) throw new Error(`volume ${textAt(volume, "name")} is of a kind that is not played here`);
  const directory = await newVolume();
  await chmod(directory, 0o777);
  return directory;
}

function mountOf(mount: JsonObject, volumes: ReadonlyMap<string, string>): Mount {
  const directory = volumes.get(textAt(mount, "name") ?? "");
  if (directory === undefined) throw new Error(`volume ${textAt(mount, "name")} is not one of the pod's`);
  return {
    path: textAt(mount, "mountPath") ?? "",
    directory: join(directory, textAt(mount, "subPath") ?? ""),
    isReadOnly: member(mount, "readOnly") === true,
  };
}

/** In order, each value seeing those before it; a later definition wins. */
function environmentOf(container: JsonObject): Record<string, string> {
  const env: Record<string, string> = {};
  for (const variable of objectsAt(container, "env")) {
    env[textAt(variable, "name") ?? ""] = expand(textAt(variable, "value") ?? "", env);
  }
  return env;
}

/** Kubernetes expands `$(NAME)` in a command too, and makes `$$` a `$`; a name that it does not know stays as it is. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (whole, name?: string) =>
    name === undefined ? "$" : (env[name] ?? whole),
  );
}
