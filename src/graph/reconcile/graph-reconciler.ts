import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { ProblemReporter } from "../../cluster/reconcile/problem-reporter.ts";
import type { ActualObject } from "../../deployment/actual/actual-object.ts";
import { MODEL_EXPRESSES } from "../../deployment/model-express-type.ts";
import { Applier, type Outcome } from "../../deployment/reconcile/applier.ts";
import type { Settings } from "../../injection/settings.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { GRAPH_KIND } from "../../model-express/graph-type.ts";
import { pickSoonest } from "../../pick-soonest.ts";
import { type Instances, isProblem, readDeclaredInstances } from "../declared-instances.ts";
import { buildInstance, type Owner } from "../instance-object.ts";
import { GraphModelReader } from "./graph-model-reader.ts";
import type { GraphProblemReason } from "./graph-problems.ts";
import type { GraphResource } from "./graph-resource.ts";
import type { GraphView } from "./graph-view.ts";
import type { MadeInstance } from "./made-instance.ts";

type Made = Pick<Outcome, "problem" | "pause">;

export interface GraphReconcilerOptions {
  readonly view: GraphView;
  readonly resource: GraphResource;
  readonly writer: ObjectWriter;
  readonly problems: ProblemReporter<GraphProblemReason>;
  readonly settings: () => Settings;
}

/**
 * Reconciles the ModelExpress objects that a graph declares: applies them, and deletes those that it no longer
 * declares.
 */
export class GraphReconciler {
  readonly #options: GraphReconcilerOptions;
  readonly #applier: Applier;
  readonly #models: GraphModelReader;

  constructor(options: GraphReconcilerOptions) {
    this.#options = options;
    this.#models = new GraphModelReader(options);
    this.#applier = new Applier(options.writer);
  }

  /**
   * Reconciles the graph with this key. Returns the milliseconds after which to reconcile again without a change, if
   * any.
   */
  async reconcile(key: string): Promise<number | undefined> {
    const { view, resource, problems } = this.#options;
    const graph = view.graphs.get(key);
    if (graph === undefined || graph.isEnding) return this.#forget(key);
    const { namespace, name, uid } = graph;
    const owner: Owner = { namespace, name, uid, apiVersion: resource.type.apiVersion };
    const regarding = { ...owner, kind: GRAPH_KIND };
    const declared = readDeclaredInstances(graph, graph.annotations);
    if (isProblem(declared))
      return problems.report(regarding, { reason: "InvalidDeclaration", message: declared.problem });
    const instances = await this.#models.resolve(key, graph, declared.instances);
    if (instances === undefined) return ABSENT_MS;
    const outcomes = await this.#make(key, owner, instances);
    const [problem] = outcomes.flatMap((outcome) => outcome.problem ?? []);
    const again = await problems.report(regarding, problem);
    return pickSoonest([again, ...outcomes.map(({ pause }) => pause)]);
  }

  /** The garbage collector deletes what the graph owned. */
  #forget(key: string): undefined {
    this.#applier.forget(key);
    this.#models.forget(key);
    this.#options.problems.forget(key);
  }

  async #make(key: string, owner: Owner, instances: Instances): Promise<readonly Made[]> {
    const made = new Map(this.#options.view.madeFor(owner).map((each) => [each.name, each]));
    const wanted = [...instances].map(([component, spec]) => buildInstance(owner, component, spec));
    const isNew = wanted.some((object) => !made.has(readName(object)));
    if (isNew && !(await this.#isThere(owner))) return [{ problem: undefined, pause: ABSENT_MS }];
    const isOurs = (actual: ActualObject): boolean => actual.owner === owner.uid;
    const outcomes = await Promise.all(
      wanted.map((object) =>
        this.#applier.apply(key, { type: MODEL_EXPRESSES, object, actual: made.get(readName(object)), isOurs }),
      ),
    );
    for (const object of wanted) made.delete(readName(object));
    await Promise.all([...made.values()].map((surplus) => this.#delete(surplus)));
    return outcomes;
  }

  /**
   * Asks the API server whether the graph still exists. When the CustomResourceDefinition is deleted, a watch can
   * miss the deletion of its objects. Objects created for such a graph would be garbage-collected and recreated in a
   * loop.
   */
  async #isThere({ namespace, name, uid }: Owner): Promise<boolean> {
    const { writer, resource } = this.#options;
    const metadata = objectAt((await writer.get({ type: resource.type, namespace, name })) ?? {}, "metadata");
    return textAt(metadata, "uid") === uid && textAt(metadata, "deletionTimestamp") === undefined;
  }

  #delete({ namespace, name, uid }: MadeInstance): Promise<void> {
    return this.#options.writer.delete({ type: MODEL_EXPRESSES, namespace, name }, uid);
  }
}

/** Until the graph is looked for again. */
const ABSENT_MS = 10_000;

function readName(object: JsonObject): string {
  return textAt(objectAt(object, "metadata"), "name") ?? "";
}
