import { isObject, type JsonObject, type JsonValue, objectsAt } from "../../../src/kubernetes/json.ts";
import type { ContainerShape, PodShape, Shapes } from "./case-schema.ts";
import { contractVariables, type Mode, USUAL } from "./contract.ts";
import { merge } from "./merge.ts";

const PREFIX = "modelexpress.nvidia.com/";

export class PodExpander {
  readonly #shapes: Shapes;

  constructor(shapes: Shapes) {
    this.#shapes = shapes;
  }

  /** @throws {Error} for a name without a shape */
  expand(shape: PodShape): JsonObject {
    if (shape.literal !== undefined) return shape.literal;
    const base = this.#base(shape);
    const metadata = expandMetadata(shape, base);
    const lists: JsonObject = {
      ...(shape.volumes === undefined ? {} : { volumes: expandVolumes(shape.volumes) }),
      ...this.#containers(shape, base),
    };
    const spec = merge({ ...(isObject(base["spec"]) ? base["spec"] : {}), ...lists }, shape.spec ?? {});
    return { apiVersion: "v1", kind: "Pod", metadata, spec };
  }

  #base(shape: PodShape): JsonObject {
    if (shape.base === "none") return {};
    const name = shape.base ?? "worker";
    const base = this.#shapes.pods[name];
    if (base === undefined) throw new Error(`pod: no shape is called "${name}"`);
    return base === shape ? {} : this.expand({ base: "none", ...base });
  }

  #containers(shape: PodShape, base: JsonObject): JsonObject {
    const given = objectsAt(isObject(base["spec"]) ? base["spec"] : {}, "containers");
    const expandAll = (shapes: Readonly<Record<string, ContainerShape>>, fallback: boolean): JsonObject[] =>
      Object.entries(shapes).map(([name, container]) => {
        const start = given.find((one) => one["name"] === name) ?? (fallback ? given[0] : undefined);
        return this.#container(name, container, start ?? {});
      });
    const lists: Record<string, JsonValue> = {};
    if (shape.main !== undefined) {
      const { main } = shape;
      lists["containers"] = given.map((one) => (one["name"] === "main" ? this.#container("main", main, one) : one));
    }
    if (shape.containers !== undefined) lists["containers"] = expandAll(shape.containers, true);
    if (shape.initContainers !== undefined) lists["initContainers"] = expandAll(shape.initContainers, false);
    return lists;
  }

  #container(name: string, shape: ContainerShape, start: JsonObject): JsonObject {
    const { like, injected, env, mounts, ...fields } = shape;
    return merge(
      { ...(like === undefined ? start : this.#like(like)), name },
      {
        ...(fields as JsonObject),
        ...(injected === undefined ? {} : { env: carriedVariables(injected) }),
        ...(env === undefined ? {} : { env: Array.isArray(env) ? env : expandEnv(env) }),
        ...(mounts === undefined ? {} : { volumeMounts: expandMounts(mounts) }),
      },
    );
  }

  #like(like: string): JsonObject {
    if (like === "none") return {};
    const container = this.#shapes.containers[like];
    if (container === undefined) throw new Error(`like: no container shape is called "${like}"`);
    return container;
  }
}

function expandMetadata(shape: PodShape, base: JsonObject): JsonObject {
  const { labels, annotations } = shape;
  const metadata = merge(isObject(base["metadata"]) ? base["metadata"] : {}, {
    ...shape.metadata,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined || annotations === null ? {} : { annotations: prefixed(annotations) }),
  });
  return annotations === null ? { ...metadata, annotations } : metadata;
}

/** A key without a slash belongs to the contract. */
export function prefixed(annotations: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [key.includes("/") ? key : PREFIX + key, value]),
  );
}

/** The additions of an earlier injection: the contract's variables, with the usual address and place. */
function carriedVariables(mode: Mode): JsonObject[] {
  return contractVariables({
    ...USUAL,
    mode,
    isOffline: mode !== "env",
    isOwnVolume: mode === "stream",
    isFromPeers: false,
  });
}

function expandEnv(env: Readonly<Record<string, JsonValue>>): JsonObject[] {
  return Object.entries(env).map(([name, value]) => {
    if (value === null) return { name };
    return isObject(value) ? { name, valueFrom: value } : { name, value };
  });
}

function expandMounts(mounts: Readonly<Record<string, JsonValue>>): JsonObject[] {
  return Object.entries(mounts).map(([name, mount]) => ({
    name,
    ...(isObject(mount) ? mount : { mountPath: mount }),
  }));
}

function expandVolumes(volumes: Readonly<Record<string, JsonObject>>): JsonObject[] {
  return Object.entries(volumes).map(([name, source]) => ({ name, ...expandSource(source) }));
}

/** `claim: NAME` is short for a volume of that PersistentVolumeClaim. */
export function expandSource(source: JsonObject): JsonObject {
  const { claim, ...rest } = source;
  return claim === undefined ? rest : { persistentVolumeClaim: { claimName: claim } };
}
