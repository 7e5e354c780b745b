import type { Manifest } from "@model-express-injector/yaml-weaving/manifest.ts";
import { ManifestBudget } from "@model-express-injector/yaml-weaving/manifest-budget.ts";
import { readManifests } from "@model-express-injector/yaml-weaving/read-manifests.ts";
import { isObject, type JsonObject, member, textAt } from "../kubernetes/json.ts";
import { objectsIn, templatesIn } from "../kubernetes/manifest-objects.ts";
import type { Claim, ComponentName, Directory } from "../model-express/directory.ts";
import type { Instance } from "../model-express/instance.ts";
import type { NearMiss } from "../model-express/near-misses.ts";
import type { PullScript } from "../model-express/pull-script.ts";
import { readText } from "../text-files/read-text.ts";
import { type DirectoryKind, MemoryDirectory, readIdentity } from "./memory-directory.ts";

export interface EmbeddedOptions {
  /** Reads a file of at most so many bytes; may throw. */
  readonly read?: (file: string, mostBytes: number) => string;
  /** Additional objects. */
  readonly objects?: readonly JsonObject[];
  /** The objects that a controller creates for one. The same objects in the files take precedence. */
  readonly declaredBy?: (object: JsonObject) => readonly JsonObject[];
  /** Called for each file; may throw. */
  readonly accept?: (file: string, manifests: readonly Manifest[]) => void;
}

/** A {@link Directory} read from manifests: replaces the API server on a laptop and in CI. */
export class EmbeddedDirectory implements Directory {
  readonly #files: readonly string[];
  readonly #options: EmbeddedOptions;
  #memory: MemoryDirectory;

  /** @throws {ManifestError} or a file system error, for the first file that cannot be read */
  constructor(files: readonly string[], options: EmbeddedOptions = {}) {
    this.#files = files;
    this.#options = options;
    this.#memory = readAll(files, options);
  }

  /** Reads the files again. On an error the previous state stays, and the error is thrown. */
  reload(): void {
    this.#memory = readAll(this.#files, this.#options);
  }

  instancesFor(namespace: string, scope: string): readonly Instance[] {
    return this.#memory.instancesFor(namespace, scope);
  }

  instanceNamed(namespace: string, name: string): Instance | undefined {
    return this.#memory.instanceNamed(namespace, name);
  }

  claim(namespace: string, name: string): Claim | undefined {
    return this.#memory.claim(namespace, name);
  }

  nearMisses(namespace: string, dynamoNamespace: string | undefined): readonly NearMiss[] {
    return this.#memory.nearMisses(namespace, dynamoNamespace);
  }

  listPods(component: ComponentName): readonly JsonObject[] | undefined {
    return this.#memory.listPods(component);
  }

  deployedImage(namespace: string, name: string): string | undefined {
    return this.#memory.deployedImage(namespace, name);
  }

  /** The value of a namespace's opt-in label. */
  optInLabel(namespace: string): string | undefined {
    return this.#memory.optInLabel(namespace);
  }

  isOptedIn(namespace: string): boolean | undefined {
    return this.#memory.isOptedIn(namespace);
  }

  podSecurity(namespace: string): string | undefined {
    return this.#memory.podSecurity(namespace);
  }

  platformUser(namespace: string): number | undefined {
    return this.#memory.platformUser(namespace);
  }

  hasPullScript(namespace: string, script: PullScript): boolean {
    return this.#memory.hasPullScript(namespace, script);
  }
}

function readAll(
  files: readonly string[],
  { read: readFile = readText, objects = [], declaredBy, accept }: EmbeddedOptions,
): MemoryDirectory {
  const memory = new MemoryDirectory();
  const budget = new ManifestBudget();
  const read = files.flatMap((file) => {
    const manifests = readManifests(readFile(file, budget.bytes), file, budget);
    accept?.(file, manifests);
    return manifests;
  });
  const all = [...objects, ...read.flatMap(({ value }) => objectsIn(value).map(({ object }) => object))];
  if (declaredBy !== undefined) for (const object of all.flatMap(declaredBy)) include(memory, object);
  for (const object of all) include(memory, object);
  return memory;
}

/** The accepted `apiVersion` by kind. Dynamo's group has several versions, so only the group is checked. */
const KINDS: Readonly<Record<DirectoryKind, RegExp>> = {
  Service: /^v1$/,
  PersistentVolumeClaim: /^v1$/,
  Namespace: /^v1$/,
  ConfigMap: /^v1$/,
  DynamoGraphDeployment: /^nvidia\.com\//,
  ModelExpress: /^modelexpress\.nvidia\.com\//,
};

function include(memory: MemoryDirectory, object: JsonObject): void {
  if (!isObject(member(object, "metadata"))) return;
  const kind = textAt(object, "kind") ?? "";
  if (isKind(kind) && KINDS[kind].test(textAt(object, "apiVersion") ?? "")) memory.set(kind, object);
  const { namespace } = readIdentity(object);
  for (const { template } of templatesIn({ object, pointer: "" })) memory.addPod(template, namespace);
}

function isKind(kind: string): kind is DirectoryKind {
  return Object.hasOwn(KINDS, kind);
}
