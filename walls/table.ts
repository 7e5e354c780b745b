/** A folder, or a single file, with what it may import besides itself. */
export interface Room {
  /** From the root of the repository, without a slash at the end. */
  readonly path: string;
  /** Whether it holds the folders below it, too. */
  readonly isTree?: boolean;
  /** One line for CONTRIBUTING. */
  readonly what: string;
  /** Rooms, a folder with those of its files that are rooms. Each stands above this one in the table: so no arrow leads back. */
  readonly rooms?: readonly string[];
  /** Packages of the registry. */
  readonly libraries?: readonly string[];
  /** Modules of Node, without `node:`. */
  readonly node?: readonly string[];
  /** Has no clock, environment, randomness or I/O: only the globals of `pure-globals.ts`, no library, no `node:` module. */
  readonly isPure?: boolean;
}

const SHELL = "packages/shell-reading/src";
const YAML = "packages/yaml-weaving/src";
const KUBERNETES = "src/kubernetes";
const MODEL_EXPRESS = "src/model-express";
const POD = "src/injection/pod";
const COMMAND = "src/injection/command";
const ENGINES = "src/injection/command/engines";
const TARGET = "src/injection/target";
const CACHE = "src/injection/cache";
const PATCH = "src/injection/patch";
const INJECTION = "src/injection";
const SETTINGS = "src/injection/settings.ts";
const REASON = "src/injection/reason.ts";
const WARNING = "src/injection/warning.ts";
const OFFLINE = "src/injection/offline.ts";
const DECISION = "src/injection/decision.ts";
const MODELS = "src/injection/models";
const RANKS = "src/injection/ranks.ts";
const REMOVED_CACHE = "src/injection/removed-cache.ts";
const UNWRITABLE_CLAIM = "src/injection/unwritable-claim.ts";
const PEERS = "src/injection/peers";
const PEERS_DIGEST = "src/injection/peers/digest.ts";
const ONLINE_WARNINGS = "src/injection/online-warnings.ts";
const CANDIDATE = "src/injection/candidate.ts";
const FILES = "src/files";
const TEXT_FILES = "src/text-files";
const SHIPPED_FILE = "src/shipped-file.ts";
const WELL_KNOWN = "src/well-known.ts";
const NEAR_NAMES = "src/near-names.ts";
const APPLY_PATCH = "src/apply-patch.ts";
const PICK_SOONEST = "src/pick-soonest.ts";
const VERSION = "src/version.ts";
const CONFIGURATION = "src/configuration";
const API = "src/cluster/api";
const WATCH = "src/cluster/watch";
const OBJECTS = "src/cluster/objects";
const RECONCILE = "src/cluster/reconcile";
const CLUSTER = "src/cluster";
const LIVE = "src/cluster/live";
const MUTATION = "src/mutation";
const INSTALLATION = "src/installation";
const POD_OUTCOME = "src/pod-outcome";
const PODS = "src/pods";
const PODS_RECONCILE = "src/pods/reconcile";
const REACH = "src/reach";
const ADOPTION = "src/adoption";
const DEPLOYMENT = "src/deployment";
const ACTUAL = "src/deployment/actual";
const DESIRED = "src/deployment/desired";
const STATUS = "src/deployment/status";
const DEPLOYMENT_RECONCILE = "src/deployment/reconcile";
const PULL_SCRIPT = "src/pull-script";
const PULL_SCRIPT_RECONCILE = "src/pull-script/reconcile";
const PREFETCH = "src/prefetch";
const PULL_LABELS = "src/prefetch/labels.ts";
const PULL_CACHE = "src/prefetch/cache.ts";
const PULL_ACTUAL = "src/prefetch/actual";
const PULL_DESIRED = "src/prefetch/desired";
const PREFETCH_RECONCILE = "src/prefetch/reconcile";
const GRAPH = "src/graph";
const GRAPH_FIELDS = "src/graph/fields";
const GRAPH_RECONCILE = "src/graph/reconcile";
const OPERATOR = "src/operator";
const CERTIFICATES = "src/certificates";
const CERTIFICATES_RECONCILE = "src/certificates/reconcile";
const POD_KEY = "src/mutation/pod-key.ts";
const REVIEW = "src/admission/review.ts";
const REPLICAS = "src/admission/replicas";
const ADMISSION = "src/admission";
const CHECK = "src/check";
const FINDINGS = "src/check/findings";
const OBSERVE = "src/check/observe";
const PROCESSES = "src/processes";
const COMMAND_LINE = "src/command-line";
const MANIFESTS = "src/command-line/manifests";
const EXPLAIN = "src/command-line/explain";
const INJECT = "src/command-line/inject";
const WEBHOOK_COMMAND = "src/command-line/webhook";
const PROGRAM = "src/program.ts";
const COMMANDS = [
  ...[
    "explain",
    "inject",
    "graph",
    "demo",
    "check",
    "adopt",
    "models",
    "prefetch",
    "webhook",
    "controller",
    "completion",
  ],
].map((name) => `src/command-line/${name}`);
const COMMANDER = ["@commander-js/extra-typings"];

/** From the ground up. A file belongs to the room with the longest path that holds it. */
export const TABLE: readonly Room[] = [
  {
    path: SHELL,
    isTree: true,
    what: "a shell script and its environment → the commands that would run, or unknown",
    isPure: true,
  },
  {
    path: YAML,
    isTree: true,
    what: "reading YAML, and adding to it without reformatting the rest",
    libraries: ["yaml"],
    node: ["util"],
  },
  { path: KUBERNETES, what: "Kubernetes' notations: JSON, quantities, durations, names, selectors", isPure: true },
  {
    path: MODEL_EXPRESS,
    what: "what an instance is, and which one a pod gets",
    rooms: [KUBERNETES],
    isPure: true,
  },
  { path: POD, what: "a pod, parsed", rooms: [MODEL_EXPRESS, SHELL, KUBERNETES], isPure: true },
  { path: SETTINGS, what: "what the configuration says to a decision", rooms: [MODEL_EXPRESS, POD], isPure: true },
  { path: REASON, what: "the closed list of reasons", isPure: true },
  { path: WARNING, what: "the closed list of warnings", isPure: true },
  { path: ENGINES, what: "the flags of each engine, read from its parser", isPure: true },
  {
    path: COMMAND,
    what: "the models and flags in a container's command",
    rooms: [SHELL, KUBERNETES, POD, ENGINES],
    isPure: true,
  },
  { path: OFFLINE, what: "when a container is offline", rooms: [SHELL, SETTINGS, COMMAND], isPure: true },
  {
    path: TARGET,
    what: "which containers are targets, and what the pod's annotations ask for",
    rooms: [SHELL, KUBERNETES, MODEL_EXPRESS, POD, SETTINGS, REASON, COMMAND],
    isPure: true,
  },
  {
    path: CACHE,
    what: "where the cache is: the claim, the user's own settings and mounts",
    rooms: [SHELL, KUBERNETES, MODEL_EXPRESS, POD, SETTINGS, WARNING, OFFLINE, TARGET],
    isPure: true,
  },
  {
    path: MODELS,
    what: "the models that a pod's targets pull",
    rooms: [KUBERNETES, COMMAND, TARGET, WARNING],
    isPure: true,
  },
  {
    path: RANKS,
    what: "whether the ranks of a multinode engine find the cache",
    rooms: [COMMAND, TARGET, CACHE, WARNING],
    isPure: true,
  },
  {
    path: UNWRITABLE_CLAIM,
    what: "who may be unable to write to a shared claim, and gets another place, or stays online",
    rooms: [KUBERNETES, POD, WARNING, COMMAND, OFFLINE, TARGET, CACHE],
    isPure: true,
  },
  {
    path: REMOVED_CACHE,
    what: "whose command may remove what is in the cache, and stays online, or gets no cache that others read",
    rooms: [WARNING, COMMAND, TARGET, CACHE],
    isPure: true,
  },
  {
    path: ONLINE_WARNINGS,
    what: "what a warning says of a container that stays online",
    rooms: [COMMAND, TARGET, WARNING],
    isPure: true,
  },
  { path: PEERS_DIGEST, what: "a digest of an engine's words", node: ["crypto"] },
  {
    path: PEERS,
    what: "which engines load from peers, and what they get for that",
    rooms: [SHELL, KUBERNETES, MODEL_EXPRESS, POD, SETTINGS, WARNING, ENGINES, COMMAND, TARGET, PEERS_DIGEST],
    isPure: true,
  },
  {
    path: DECISION,
    what: "what a decision is",
    rooms: [KUBERNETES, MODEL_EXPRESS, POD, SETTINGS, REASON, WARNING, TARGET, CACHE, MODELS, PEERS],
    isPure: true,
  },
  { path: CANDIDATE, what: "a pod that can be injected", rooms: [MODEL_EXPRESS, POD, TARGET, DECISION], isPure: true },
  {
    path: PATCH,
    what: "decision → plan → patch, with the pull container and the status",
    rooms: [KUBERNETES, MODEL_EXPRESS, POD, SETTINGS, COMMAND, TARGET, CACHE, PEERS, DECISION],
    isPure: true,
  },
  {
    path: INJECTION,
    what: "pod → decision: `decide.ts`, `mode.ts`, `offline.ts`",
    rooms: [
      SHELL,
      KUBERNETES,
      MODEL_EXPRESS,
      POD,
      TARGET,
      CACHE,
      PATCH,
      SETTINGS,
      REASON,
      WARNING,
      OFFLINE,
      MODELS,
      ONLINE_WARNINGS,
      RANKS,
      UNWRITABLE_CLAIM,
      REMOVED_CACHE,
      PEERS,
      DECISION,
      CANDIDATE,
    ],
    isPure: true,
  },
  { path: SHIPPED_FILE, what: "where files are that ship with the program" },
  { path: WELL_KNOWN, what: "what others know this program by: the metrics' prefix, ports" },
  { path: NEAR_NAMES, what: "the known names that a misspelt one may mean", libraries: ["leven"] },
  { path: APPLY_PATCH, what: "applying a JSON Patch", libraries: ["fast-json-patch"] },
  { path: PICK_SOONEST, what: "the shortest of several pauses", isPure: true },
  { path: VERSION, what: "the program's version", rooms: ["package.json"] },
  { path: TEXT_FILES, what: "reading a file of text as far as a limit", node: ["fs"] },
  { path: FILES, what: "reading a file again when it changes", libraries: ["pino"], node: ["fs", "path"] },
  {
    path: CONFIGURATION,
    what: "the schema of the configuration, its flags and variables, and the file that is followed",
    rooms: [KUBERNETES, MODEL_EXPRESS, INJECTION, TARGET, TEXT_FILES, FILES, SHIPPED_FILE, NEAR_NAMES, VERSION],
    libraries: ["pino", "yaml", "zod"],
    node: ["crypto", "fs"],
  },
  {
    path: CERTIFICATES,
    what: "certificates, and the next step towards valid ones",
    rooms: [TEXT_FILES],
    libraries: ["@peculiar/x509", "reflect-metadata"],
    node: ["crypto", "path", "tls"],
  },
  {
    path: API,
    what: "requests to the API server, and how to reach it",
    rooms: [TEXT_FILES, KUBERNETES],
    libraries: ["@kubernetes/client-node"],
    node: ["crypto", "fs", "fs/promises", "http", "https", "net", "os", "path"],
  },
  { path: WATCH, what: "list and watch", rooms: [KUBERNETES, API], libraries: ["pino"], node: ["timers/promises"] },
  {
    path: OBJECTS,
    what: "reading, writing and caching objects, and the Events about them",
    rooms: [KUBERNETES, API, WATCH],
    node: ["crypto"],
  },
  {
    path: RECONCILE,
    what: "the reconcile queue, and the problems of objects as Events",
    rooms: [WELL_KNOWN, KUBERNETES, API, WATCH, OBJECTS],
    libraries: ["pino", "prom-client"],
  },
  {
    path: OPERATOR,
    isTree: true,
    what: "the pods that Dynamo's operator would make of a graph, by its documented rules",
    rooms: [KUBERNETES, MODEL_EXPRESS],
    isPure: true,
  },
  {
    path: CLUSTER,
    what: "the directory of instances in memory, and read from manifests",
    rooms: [YAML, TEXT_FILES, KUBERNETES, MODEL_EXPRESS, OPERATOR],
  },
  {
    path: LIVE,
    what: "the directory of instances, live from the API server",
    rooms: [WELL_KNOWN, KUBERNETES, MODEL_EXPRESS, API, WATCH, CLUSTER],
    libraries: ["pino", "prom-client"],
  },
  {
    path: POD_KEY,
    what: "the text of all that a decision reads of a pod, the same for its replicas",
    rooms: [KUBERNETES, INJECTION],
    isPure: true,
  },
  {
    path: MUTATION,
    what: "a decision with a cluster at hand, live or embedded",
    rooms: [KUBERNETES, MODEL_EXPRESS, INJECTION, TARGET, FILES, API, WATCH, OBJECTS, CLUSTER, LIVE, POD_KEY],
    libraries: ["pino", "prom-client"],
    node: ["timers/promises"],
  },
  { path: INSTALLATION, what: "the injector as it is installed in a cluster", rooms: [KUBERNETES, OBJECTS] },
  {
    path: POD_OUTCOME,
    what: "what became of a pod at admission, and how it and its pull are",
    rooms: [KUBERNETES, MODEL_EXPRESS, INJECTION, TARGET, CACHE, PATCH, INSTALLATION],
  },
  {
    path: PODS,
    what: "what is wrong with a stored pod and its pull, as Events report it",
    rooms: [KUBERNETES, OBJECTS, MODEL_EXPRESS, INJECTION, POD, TARGET, POD_OUTCOME],
  },
  {
    path: PODS_RECONCILE,
    what: "observes pods: Events, and metrics of pulls",
    rooms: [
      WELL_KNOWN,
      KUBERNETES,
      MODEL_EXPRESS,
      INJECTION,
      API,
      OBJECTS,
      RECONCILE,
      LIVE,
      MUTATION,
      POD_OUTCOME,
      PODS,
    ],
    libraries: ["pino", "prom-client"],
  },
  {
    path: PULL_SCRIPT,
    what: "the ConfigMap with the pull script",
    rooms: [KUBERNETES, MODEL_EXPRESS],
    isPure: true,
  },
  {
    path: PULL_SCRIPT_RECONCILE,
    what: "writes the pull script to the namespaces whose pods can be injected",
    rooms: [WELL_KNOWN, KUBERNETES, MODEL_EXPRESS, API, OBJECTS, RECONCILE, LIVE, PULL_SCRIPT],
    libraries: ["pino", "prom-client"],
  },
  {
    path: REACH,
    what: "connections to what listens in a cluster: gRPC health, certificates, port-forward",
    rooms: [KUBERNETES, MODEL_EXPRESS, API, OBJECTS],
    libraries: ["@grpc/grpc-js", "ws"],
    node: ["events", "http", "net"],
  },
  {
    path: ADOPTION,
    what: "an existing Model Express server becomes an instance",
    rooms: [SHELL, KUBERNETES, MODEL_EXPRESS, POD, TARGET, INJECTION, API, WATCH, OBJECTS, CLUSTER, LIVE],
  },
  {
    path: DEPLOYMENT,
    what: "what a `ModelExpress` object is; the CustomResourceDefinition is generated from its schema",
    rooms: [KUBERNETES, MODEL_EXPRESS],
    libraries: ["zod"],
  },
  {
    path: ACTUAL,
    what: "the actual state of an instance's objects",
    rooms: [KUBERNETES, MODEL_EXPRESS, OBJECTS, DEPLOYMENT],
  },
  { path: DESIRED, what: "the desired objects", rooms: [KUBERNETES, MODEL_EXPRESS, DEPLOYMENT, ACTUAL] },
  { path: STATUS, what: "the status", rooms: [KUBERNETES, MODEL_EXPRESS, DEPLOYMENT, ACTUAL, DESIRED] },
  { path: PULL_LABELS, what: "what marks the Jobs that pull", rooms: [MODEL_EXPRESS] },
  { path: PULL_CACHE, what: "the volume on which an instance keeps its models", rooms: [DEPLOYMENT, ACTUAL] },
  {
    path: PULL_ACTUAL,
    what: "the actual Jobs that pull, their pods and what those print",
    rooms: [KUBERNETES, MODEL_EXPRESS, TARGET, DEPLOYMENT, ACTUAL, PULL_LABELS],
  },
  {
    path: PULL_DESIRED,
    what: "the Job that brings a model into an instance's cache",
    rooms: [KUBERNETES, MODEL_EXPRESS, PATCH, DEPLOYMENT, DESIRED, PULL_LABELS, PULL_CACHE],
    node: ["crypto"],
  },
  {
    path: PREFETCH,
    what: "which models are brought next, and what the status says of them",
    rooms: [PICK_SOONEST, KUBERNETES, OBJECTS, DEPLOYMENT, ACTUAL, PULL_CACHE, PULL_ACTUAL, PULL_DESIRED],
  },
  {
    path: PREFETCH_RECONCILE,
    what: "brings models into caches by Jobs",
    rooms: [
      PICK_SOONEST,
      WELL_KNOWN,
      KUBERNETES,
      MODEL_EXPRESS,
      API,
      OBJECTS,
      DEPLOYMENT,
      ACTUAL,
      PULL_CACHE,
      PULL_ACTUAL,
      PULL_DESIRED,
      PREFETCH,
    ],
    libraries: ["pino", "prom-client"],
  },
  {
    path: DEPLOYMENT_RECONCILE,
    what: "reconciles `ModelExpress` objects",
    rooms: [
      PICK_SOONEST,
      WELL_KNOWN,
      KUBERNETES,
      MODEL_EXPRESS,
      API,
      WATCH,
      OBJECTS,
      RECONCILE,
      LIVE,
      SETTINGS,
      DEPLOYMENT,
      ACTUAL,
      DESIRED,
      STATUS,
      PULL_LABELS,
      PREFETCH_RECONCILE,
    ],
    libraries: ["pino", "prom-client"],
    node: ["util"],
  },
  {
    path: GRAPH,
    what: "the Model Express that a DynamoGraphDeployment declares",
    rooms: [APPLY_PATCH, YAML, KUBERNETES, MODEL_EXPRESS, NEAR_NAMES, DEPLOYMENT],
  },
  {
    path: GRAPH_FIELDS,
    what: "the fields of Dynamo's API, and misspelt ones",
    rooms: [KUBERNETES, MODEL_EXPRESS, NEAR_NAMES, GRAPH],
  },
  {
    path: GRAPH_RECONCILE,
    what: "reconciles what graphs declare",
    rooms: [
      PICK_SOONEST,
      WELL_KNOWN,
      KUBERNETES,
      MODEL_EXPRESS,
      SETTINGS,
      INJECTION,
      API,
      WATCH,
      OBJECTS,
      RECONCILE,
      OPERATOR,
      CLUSTER,
      DEPLOYMENT,
      ACTUAL,
      DEPLOYMENT_RECONCILE,
      GRAPH,
    ],
    libraries: ["pino", "prom-client"],
    node: ["timers/promises", "util"],
  },
  {
    path: CERTIFICATES_RECONCILE,
    what: "reconciles the serving certificate and the caBundle",
    rooms: [WELL_KNOWN, KUBERNETES, API, WATCH, OBJECTS, RECONCILE, CERTIFICATES],
    libraries: ["pino", "prom-client"],
  },
  { path: REVIEW, what: "a body, parsed as an admission review", rooms: [KUBERNETES], isPure: true },
  {
    path: REPLICAS,
    what: "reviews of replicas, recognized by their bytes without parsing",
    rooms: [KUBERNETES, POD_KEY, REVIEW],
  },
  {
    path: ADMISSION,
    what: "HTTP and TLS: server → review → mutation → response",
    rooms: [WELL_KNOWN, KUBERNETES, MODEL_EXPRESS, INJECTION, PATCH, GRAPH, REVIEW, REPLICAS],
    libraries: ["fastify", "pino", "prom-client"],
    node: ["crypto", "http", "net", "tls"],
  },
  {
    path: CHECK,
    what: "the actual state of a cluster, and what a finding is",
    rooms: [CERTIFICATES, KUBERNETES, MODEL_EXPRESS, INJECTION, OBJECTS, INSTALLATION, POD_OUTCOME, REACH],
  },
  {
    path: FINDINGS,
    what: "judges the actual state",
    rooms: [KUBERNETES, MODEL_EXPRESS, NEAR_NAMES, OBJECTS, INSTALLATION, CERTIFICATES, POD_OUTCOME, DEPLOYMENT, CHECK],
    node: ["crypto"],
  },
  {
    path: OBSERVE,
    what: "reads the actual state of a cluster once",
    rooms: [
      CERTIFICATES,
      KUBERNETES,
      MODEL_EXPRESS,
      INJECTION,
      API,
      OBJECTS,
      LIVE,
      MUTATION,
      INSTALLATION,
      POD_OUTCOME,
      REACH,
      DEPLOYMENT,
      PULL_ACTUAL,
      PREFETCH,
      CHECK,
    ],
  },
  {
    path: PROCESSES,
    what: "the webhook and the controller, put together",
    rooms: [
      INJECTION,
      TEXT_FILES,
      FILES,
      VERSION,
      CONFIGURATION,
      API,
      OBJECTS,
      RECONCILE,
      KUBERNETES,
      LIVE,
      MUTATION,
      DESIRED,
      PODS_RECONCILE,
      PULL_SCRIPT_RECONCILE,
      DEPLOYMENT_RECONCILE,
      GRAPH,
      GRAPH_RECONCILE,
      CERTIFICATES,
      CERTIFICATES_RECONCILE,
      ADMISSION,
    ],
    libraries: ["fastify", "pino", "prom-client"],
    node: ["fs", "https", "timers/promises", "tls", "v8"],
  },
  {
    path: COMMAND_LINE,
    what: "what the commands share: the terminal, exit codes, the configuration and the cluster that flags name",
    rooms: [
      YAML,
      TEXT_FILES,
      KUBERNETES,
      INJECTION,
      NEAR_NAMES,
      VERSION,
      CONFIGURATION,
      API,
      OBJECTS,
      INSTALLATION,
      REACH,
    ],
    libraries: ["@commander-js/extra-typings", "picocolors"],
    node: ["os"],
  },
  {
    path: MANIFESTS,
    what: "files of manifests, and the decision about each pod in them",
    rooms: [
      YAML,
      TEXT_FILES,
      KUBERNETES,
      MODEL_EXPRESS,
      INJECTION,
      PATCH,
      CLUSTER,
      DEPLOYMENT,
      DESIRED,
      GRAPH,
      GRAPH_FIELDS,
      OPERATOR,
      NEAR_NAMES,
      COMMAND_LINE,
    ],
    node: ["fs", "path"],
  },
  {
    path: EXPLAIN,
    what: "`explain`",
    rooms: [
      MANIFESTS,
      KUBERNETES,
      MODEL_EXPRESS,
      INJECTION,
      TARGET,
      POD,
      COMMAND,
      PEERS,
      PATCH,
      CONFIGURATION,
      OBJECTS,
      CLUSTER,
      MUTATION,
      INSTALLATION,
      POD_OUTCOME,
      OPERATOR,
      SHIPPED_FILE,
      COMMAND_LINE,
    ],
    libraries: COMMANDER,
    node: ["fs", "url"],
  },
  {
    path: INJECT,
    what: "`inject`",
    rooms: [APPLY_PATCH, YAML, KUBERNETES, INJECTION, COMMAND_LINE, MANIFESTS, EXPLAIN],
    libraries: [...COMMANDER, "diff"],
  },
  {
    path: "src/command-line/graph",
    what: "`graph`",
    rooms: [APPLY_PATCH, YAML, KUBERNETES, GRAPH, GRAPH_FIELDS, COMMAND_LINE, MANIFESTS, INJECT],
    libraries: COMMANDER,
  },
  {
    path: "src/command-line/completion",
    what: "`completion`: scripts for shells",
    rooms: [COMMAND_LINE],
    libraries: COMMANDER,
  },
  {
    path: "src/command-line/demo",
    what: "`demo`",
    rooms: [
      YAML,
      INJECTION,
      PATCH,
      SHIPPED_FILE,
      CONFIGURATION,
      CLUSTER,
      PROCESSES,
      COMMAND_LINE,
      MANIFESTS,
      EXPLAIN,
      INJECT,
    ],
    libraries: [...COMMANDER, "pino"],
    node: ["fs", "https", "url"],
  },
  {
    path: "src/command-line/check",
    what: "`check`",
    rooms: [
      INJECTION,
      WARNING,
      REASON,
      SETTINGS,
      CONFIGURATION,
      INSTALLATION,
      CHECK,
      FINDINGS,
      OBSERVE,
      COMMAND_LINE,
      MANIFESTS,
      POD_OUTCOME,
    ],
    libraries: COMMANDER,
  },
  {
    path: "src/command-line/models",
    what: "`models`",
    rooms: [KUBERNETES, OBJECTS, POD_OUTCOME, DEPLOYMENT, PREFETCH, COMMAND_LINE],
    libraries: COMMANDER,
  },
  {
    path: "src/command-line/prefetch",
    what: "`prefetch`",
    rooms: [KUBERNETES, API, DEPLOYMENT, PREFETCH, COMMAND_LINE, "src/command-line/models"],
    libraries: COMMANDER,
    node: ["timers/promises"],
  },
  {
    path: "src/command-line/adopt",
    what: "`adopt`",
    rooms: [
      KUBERNETES,
      MODEL_EXPRESS,
      INJECTION,
      CONFIGURATION,
      OBJECTS,
      INSTALLATION,
      REACH,
      ADOPTION,
      COMMAND_LINE,
      EXPLAIN,
    ],
    libraries: COMMANDER,
  },
  {
    path: WEBHOOK_COMMAND,
    what: "`webhook`",
    rooms: [
      TEXT_FILES,
      WELL_KNOWN,
      KUBERNETES,
      INJECTION,
      CONFIGURATION,
      CERTIFICATES,
      ADMISSION,
      PROCESSES,
      COMMAND_LINE,
    ],
    libraries: COMMANDER,
  },
  {
    path: "src/command-line/controller",
    what: "`controller`",
    rooms: [WELL_KNOWN, INJECTION, CONFIGURATION, PROCESSES, COMMAND_LINE],
    libraries: COMMANDER,
  },
  {
    path: PROGRAM,
    what: "all commands, and what their failures are to a person",
    rooms: [YAML, VERSION, CONFIGURATION, COMMAND_LINE, ...COMMANDS],
    libraries: COMMANDER,
  },
  {
    path: "src/main.ts",
    what: "the entry point",
    rooms: [COMMAND_LINE, PROGRAM],
  },
];
