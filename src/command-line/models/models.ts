import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { isValid, type ModelExpress } from "../../deployment/model-express.ts";
import { KIND, MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { parseInstance, readAdmitted } from "../../pod-outcome/admitted.ts";
import { readCachedModels, type UsingPod } from "../../prefetch/cached-models.ts";
import { describeAbsence, requireNamespace } from "../absent-object.ts";
import { EXIT, Failure } from "../failure.ts";
import { formatCommand } from "../format-command.ts";
import { type ClusterOptions, type OpenCluster, withCluster } from "../open-cluster.ts";
import type { Terminal } from "../terminal.ts";
import { listInstances } from "./list-instances.ts";
import { formatModels } from "./models-text.ts";

export interface ModelsOptions extends ClusterOptions {
  readonly instance?: string | undefined;
  readonly namespace?: string | undefined;
  readonly allNamespaces: boolean;
  readonly output: string;
}

/** Lists the models of instances. Returns the exit code. */
export function models(options: ModelsOptions, terminal: Terminal): Promise<number> {
  return withCluster(options, async (cluster) => {
    const namespace = options.allNamespaces ? undefined : (options.namespace ?? cluster.namespace);
    const instances = await readInstances(options, cluster, namespace);
    const pods = await readUsingPods(cluster.reader, namespace);
    const all = instances.map((instance) => ({
      namespace: instance.namespace,
      name: instance.name,
      models: readCachedModels(instance, pods),
    }));
    terminal.out(options.output === "json" ? `${JSON.stringify(all, null, 2)}\n` : formatModels(all, terminal.columns));
    return all.some((each) => each.models.some(({ phase }) => phase === "Failed")) ? EXIT.problem : EXIT.ok;
  });
}

async function readInstances(
  options: ModelsOptions,
  { reader }: OpenCluster,
  namespace: string | undefined,
): Promise<readonly ModelExpress[]> {
  const all = await listInstances(reader, namespace);
  const named = all.filter(({ name }) => options.instance === undefined || name === options.instance);
  const valid = named.filter(isValid);
  if (valid.length > 0) return valid;
  const problems = named.flatMap((each) =>
    isValid(each) ? [] : [`${KIND} ${each.namespace}/${each.name}: ${each.problem}`],
  );
  if (problems.length > 0) throw new Failure(problems.join("\nerror: "), EXIT.problem);
  throw await describeNone(reader, { name: options.instance, namespace });
}

async function describeNone(
  reader: ObjectReader,
  { name, namespace }: { readonly name: string | undefined; readonly namespace: string | undefined },
): Promise<Failure> {
  if (namespace === undefined)
    return new Failure(`there is no ${KIND}${name === undefined ? "" : ` ${name}`} in the cluster`, EXIT.problem);
  if (name !== undefined) return describeAbsence(reader, { type: MODEL_EXPRESSES, kind: KIND, namespace, name });
  await requireNamespace(reader, namespace);
  return new Failure(
    `there is no ${KIND} in namespace ${namespace}; for those of all namespaces: ${formatCommand(["models", "-A"])}`,
    EXIT.problem,
  );
}

/** The pods whose admission named an instance, without those that have ended. */
async function readUsingPods(reader: ObjectReader, namespace: string | undefined): Promise<readonly UsingPod[]> {
  const pods: UsingPod[] = [];
  for await (const page of reader.pages({ name: PODS.plural, path: collectionPath(PODS, namespace) })) {
    pods.push(...page.flatMap(readUsingPod));
  }
  return pods;
}

function readUsingPod(pod: JsonObject): readonly UsingPod[] {
  const admitted = readAdmitted(pod);
  const hasEnded = ["Succeeded", "Failed"].includes(textAt(objectAt(pod, "status"), "phase") ?? "");
  if (admitted === undefined || admitted === "unreadable" || hasEnded) return [];
  const instance = parseInstance(admitted);
  if (instance === undefined) return [];
  const metadata = objectAt(pod, "metadata");
  const name = `${textAt(metadata, "namespace")}/${textAt(metadata, "name")}`;
  return [{ name, instance: `${instance.namespace}/${instance.name}`, models: admitted.models }];
}
