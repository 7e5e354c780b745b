import { ApiFailure } from "../../cluster/api/api-failure.ts";
import { isValid, type ModelExpress, readModelExpress } from "../../deployment/model-express.ts";
import { modelExpressSpec } from "../../deployment/model-express-spec.ts";
import type { ModelStatus } from "../../deployment/model-express-status.ts";
import { KIND, MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import { objectPath } from "../../kubernetes/resource-type.ts";
import { parseModelName } from "../../prefetch/model-name.ts";
import { describeAbsence, requireNamespace } from "../absent-object.ts";
import { EXIT, Failure } from "../failure.ts";
import { formatCommand } from "../format-command.ts";
import { listInstances } from "../models/list-instances.ts";
import { type ClusterOptions, type OpenCluster, withCluster } from "../open-cluster.ts";
import type { Terminal } from "../terminal.ts";
import { describeModel, waitForModel } from "./wait-for-model.ts";

export interface PrefetchOptions extends ClusterOptions {
  readonly model: string;
  readonly namespace?: string | undefined;
  readonly instance?: string | undefined;
  readonly wait: boolean;
  readonly output: string;
}

/** Adds a model to an instance, and waits for it. Returns the exit code. */
export function prefetch(options: PrefetchOptions, terminal: Terminal): Promise<number> {
  const { model } = options;
  if (!modelExpressSpec.shape.models.safeParse([model]).success) {
    throw new Failure(`${model} is not a model: expected org/name, or org/name@revision`, EXIT.usage);
  }
  return withCluster(options, async (cluster) => {
    const place = await findInstance(options, cluster);
    await addModel(place, model, cluster);
    if (!options.wait) return print(options, terminal, { ...parseModelName(model), phase: "Pending" });
    const { signal } = cluster;
    const list = formatCommand(["models", place.name, "-n", place.namespace]);
    const status = await waitForModel(model, { list, look: () => read(place, cluster), signal, terminal });
    return print(options, terminal, status);
  });
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

async function findInstance({ instance, ...options }: PrefetchOptions, cluster: OpenCluster): Promise<Place> {
  const namespace = options.namespace ?? cluster.namespace;
  if (instance !== undefined) return { namespace, name: instance };
  const found = await listInstances(cluster.reader, namespace);
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  const names = found.map(({ name }) => name).join(", ");
  if (only === undefined) await requireNamespace(cluster.reader, namespace);
  const why = only === undefined ? `there is no ${KIND}` : `there are several (${names}): name one with --instance`;
  throw new Failure(`namespace ${namespace}: ${why}`, EXIT.problem);
}

/** Each conflict is a change by someone else. */
const MOST_CONFLICTS = 20;

/** A compare-and-swap: someone else may add another one now. */
async function addModel(place: Place, model: string, cluster: OpenCluster): Promise<void> {
  for (let conflicts = 1; ; conflicts += 1) {
    const { spec, version } = await read(place, cluster);
    const { models = [] } = spec;
    if (models.includes(model)) return;
    const body = { metadata: { resourceVersion: version }, spec: { models: [...models, model] } };
    const path = `${objectPath({ type: MODEL_EXPRESSES, ...place })}?fieldManager=model-express-injector-prefetch`;
    const contentType = "application/merge-patch+json";
    try {
      await cluster.client.write({ method: "PATCH", path, body, contentType, signal: cluster.signal });
      return;
    } catch (error) {
      const isConflict = error instanceof ApiFailure && error.status === 409;
      if (!isConflict || conflicts === MOST_CONFLICTS) throw error;
    }
  }
}

async function read(place: Place, { reader }: OpenCluster): Promise<ModelExpress> {
  const { namespace, name } = place;
  const object = await reader.get({ type: MODEL_EXPRESSES, namespace, name });
  if (object === undefined) throw await describeAbsence(reader, { type: MODEL_EXPRESSES, kind: KIND, namespace, name });
  const instance = readModelExpress(object);
  if (instance !== undefined && isValid(instance)) return instance;
  const why = instance === undefined ? "it is being deleted" : instance.problem;
  throw new Failure(`${KIND} ${place.namespace}/${place.name}: ${why}`, EXIT.problem);
}

function print({ output, model }: PrefetchOptions, { out }: Terminal, status: ModelStatus): number {
  out(output === "json" ? `${JSON.stringify(status, null, 2)}\n` : `${describeModel(model, status)}\n`);
  return status.phase === "Failed" ? EXIT.problem : EXIT.ok;
}
