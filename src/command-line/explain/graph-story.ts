import { isWarned, REASONS } from "../../injection/reason.ts";
import { OPERATOR_VERSION } from "../../operator/component.ts";
import type { Colors } from "../terminal.ts";
import { chapter } from "./chapter.ts";
import { type Cell, kindLines, type Width } from "./kind-row.ts";
import type { GraphInstance, LiveGraph, PodKind } from "./look-at-graph.ts";
import { describeRefusals } from "./overview.ts";
import { decideCondition } from "./pod-condition.ts";
import { type LivePod, podStoryObject } from "./pod-story.ts";
import { type Explained, renderStory } from "./story.ts";
import { storyObject } from "./story-object.ts";

/** Describes a graph: what its pods get by its declaration, and the existing pods with their state. */
export function graphStory(graph: LiveGraph, width: Width): string {
  const { name, namespace, kinds, others, instances, unread } = graph;
  const { colors } = width;
  const notes = kinds.map((kind) => existing(kind, colors));
  const head = [
    colors.bold(`DynamoGraphDeployment ${name}, namespace ${namespace}`),
    `  Its pods are derived by the rules of Dynamo's operator ${OPERATOR_VERSION}; beside them are the pods that exist.`,
    "",
    ...kindLines(kinds, width, notes),
    ...describeRefusals(kinds, colors),
    ...chapter(
      "Model Express that it declares",
      instances.map((each) => instanceLine(each, colors)),
    ),
    ...chapter("Pods that exist", podLines(graph, colors)),
    ...chapter(
      "Pods of its label that it does not make",
      others.map((pod) => podLine(pod, colors)),
    ),
    ...chapter(
      "What could not be read",
      unread.map((each) => colors.yellow(each)),
    ),
  ];
  const stories = kinds.map((kind) => renderStory(explainKind(kind, graph), { colors }));
  return [`${head.join("\n")}\n`, ...stories].join("\n");
}

function explainKind({ template, derivation, mutation }: PodKind, { namespace, isOptedIn }: LiveGraph): Explained {
  return { template, derivation, namespace, mutation, operations: mutation.operations, isOptedIn };
}

function existing({ derivation, pods }: PodKind, colors: Colors): Cell {
  if (pods.length === 0) return { text: derivation.count === 0 ? "" : "none exists", paint: colors.yellow };
  const troubled = pods.filter(({ miss, ...live }) => miss !== undefined || decideCondition(live).isTrouble).length;
  const exist = pods.length === 1 ? "1 exists" : `${pods.length} exist`;
  if (troubled === 0) return { text: exist, paint: String };
  return { text: `${exist}, ${troubled} with trouble`, paint: colors.red };
}

function instanceLine({ service, users, passedOver }: GraphInstance, colors: Colors): string {
  if (passedOver !== undefined && users === 0) return colors.red(`Service ${service} is idle: ${passedOver}`);
  const used = `Service ${service}: ${users} ${users === 1 ? "pod uses" : "pods use"} it`;
  return passedOver === undefined ? used : `${used}; ${passedOver}`;
}

function podLines({ kinds }: LiveGraph, colors: Colors): readonly string[] {
  return kinds.flatMap(({ pods, mutation }) =>
    pods.map((pod) => `${podLine(pod, colors)}${changeNote(pod, mutation)}`),
  );
}

function podLine(live: LivePod, colors: Colors): string {
  const { name, miss } = live;
  const { text, isTrouble } = decideCondition(live);
  if (isTrouble) return colors.red(`✗ ${name}: ${text}`);
  if (miss !== undefined) return colors.red(`✗ ${name}: got nothing, and would now: ${miss}`);
  const { reason } = live.mutation;
  if (live.admitted !== undefined) return `${colors.green("✓")} ${name}: ${text}`;
  return `${isWarned(reason) ? colors.red("✗") : "–"} ${name}: ${reason} (${REASONS[reason].sentence})`;
}

/** Notes that the declaration or the cluster has changed since the pod was created. */
function changeNote({ admitted }: LivePod, { decision }: PodKind["mutation"]): string {
  if (admitted === undefined || admitted === "unreadable" || decision.outcome === "skip") return "";
  return admitted.mode === decision.mode ? "" : `; a new pod gets mode ${decision.mode}`;
}

/** The same as JSON. */
export function graphStoryObject(graph: LiveGraph): object {
  const { name, namespace, isOptedIn, kinds, others, instances, unread } = graph;
  return {
    graph: name,
    namespace,
    isOptedIn,
    operator: OPERATOR_VERSION,
    instances: instances.map(({ service, users, passedOver = null }) => ({ service, users, passedOver })),
    kinds: kinds.map((kind) => ({
      ...storyObject(explainKind(kind, graph)),
      pods: kind.pods.map((pod) => ({ name: pod.name, ...podStoryObject(pod) })),
    })),
    others: others.map((pod) => ({ name: pod.name, ...podStoryObject(pod) })),
    unread,
  };
}
