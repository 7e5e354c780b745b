import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { ApiFailure } from "../../src/cluster/api/api-failure.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import type { PullScript } from "../../src/model-express/pull-script.ts";
import { buildScriptMap } from "../../src/pull-script/config-map.ts";
import { ScriptReconciler } from "../../src/pull-script/reconcile/script-reconciler.ts";
import { ScriptView } from "../../src/pull-script/reconcile/script-view.ts";

const script: PullScript = { name: "model-express-pull-0123456789", text: "echo\n", digest: "0123456789abcdef" };
const MINUTE = 60_000;
const DYNAMO_NAMESPACE = "modelexpress.nvidia.com/dynamo-namespace";

/** What the API server does with a ConfigMap. */
type Answer = "created" | "exists" | Error;

function namespace(name: string, metadata: JsonObject = {}): JsonObject {
  return { metadata: { name, labels: { "modelexpress.nvidia.com/inject": "enabled" }, ...metadata } };
}

function service(namespace: string, serves = "agg", ports: readonly JsonObject[] = [{ name: "grpc", port: 8001 }]) {
  return { metadata: { name: "model-express", namespace, labels: { [DYNAMO_NAMESPACE]: serves } }, spec: { ports } };
}

describe("the ConfigMap with the pull script", () => {
  let now: number;
  let answer: Answer;
  let created: JsonObject[];
  let queued: string[];
  let lines: string[];
  let globals: readonly string[];
  let view: ScriptView;
  let reconciler: ScriptReconciler;

  beforeEach(() => {
    [now, answer, created, queued, lines, globals] = [1000, "created", [], [], [], []];
    view = new ScriptView({
      script,
      serviceWatches: 2,
      excludedNamespaces: ["kube-system"],
      globalNamespaces: () => globals,
      onChange: (key) => void queued.push(key),
    });
    const writer = {
      async create(_: unknown, object: JsonObject): Promise<JsonObject | undefined> {
        created.push(object);
        if (answer instanceof Error) throw answer;
        return answer === "created" ? object : undefined;
      },
    };
    const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
    reconciler = new ScriptReconciler({ script, view, writer, now: () => now, log });
  });

  function serve(object: JsonObject, index = 0): void {
    view.services[index]?.changed(object);
  }

  test("is written once to a namespace that is opted in and has an instance", async () => {
    view.namespaces.changed(namespace("team"));
    serve(service("team"));
    expect(await reconciler.reconcile("team")).toBeUndefined();
    expect(created).toEqual([buildScriptMap(script, "team")]);
    view.scripts.changed(buildScriptMap(script, "team"));
    expect(await reconciler.reconcile("team")).toBeUndefined();
    expect(created).toHaveLength(1);
  });

  test.each<[string, () => void]>([
    ["no instance", () => view.namespaces.changed(namespace("team"))],
    ["not opted in", () => serve(service("team"))],
    [
      "excluded",
      () => {
        view.namespaces.changed(namespace("kube-system"));
        serve(service("kube-system"));
      },
    ],
    [
      "about to end",
      () => {
        view.namespaces.changed(namespace("team", { deletionTimestamp: "2026-01-01T00:00:00Z" }));
        serve(service("team"));
      },
    ],
    [
      "an instance that cannot be used",
      () => {
        view.namespaces.changed(namespace("team"));
        serve(service("team", "agg", []));
      },
    ],
    [
      "a global instance elsewhere that the configuration does not name",
      () => {
        view.namespaces.changed(namespace("team"));
        serve(service("platform", "global"));
      },
    ],
    [
      "an instance elsewhere that is not global",
      () => {
        globals = ["platform"];
        view.namespaces.changed(namespace("team"));
        serve(service("platform"));
      },
    ],
  ])("is not written to a namespace: %s", async (_, arrange) => {
    arrange();
    for (const each of ["team", "kube-system"]) expect(await reconciler.reconcile(each)).toBeUndefined();
    expect(created).toEqual([]);
  });

  test("is written to each namespace that a global instance serves", async () => {
    globals = ["platform"];
    view.namespaces.changed(namespace("a"));
    view.namespaces.changed(namespace("b"));
    queued.splice(0);
    serve(service("platform", "global"), 1);
    expect(queued.toSorted()).toEqual(["a", "b"]);
    for (const each of queued) await reconciler.reconcile(each);
    expect(created).toHaveLength(2);
  });

  test("is reconciled where something changes, and nowhere when a list repeats", () => {
    view.namespaces.changed(namespace("team"));
    serve(service("team"));
    view.scripts.changed(buildScriptMap(script, "team"));
    expect(queued).toEqual(["team", "team", "team"]);
    queued.splice(0);
    const listed: readonly [ScriptView["namespaces"] | ScriptView["scripts"], JsonObject][] = [
      [view.namespaces, namespace("team")],
      [view.scripts, buildScriptMap(script, "team")],
    ];
    for (const [sink, object] of listed) {
      sink.beginList();
      sink.listed(object);
      sink.endList();
    }
    expect(queued).toEqual([]);
    view.scripts.deleted(buildScriptMap(script, "team"));
    expect(queued).toEqual(["team"]);
  });

  test("is written again after its deletion, at most each ten seconds", async () => {
    view.namespaces.changed(namespace("team"));
    serve(service("team"));
    await reconciler.reconcile("team");
    for (let deletion = 0; deletion < 5; deletion += 1) {
      now += 1000;
      expect(await reconciler.reconcile("team")).toBe(10_000 - 1000 * (deletion + 1));
    }
    expect(created).toHaveLength(1);
    now += 5000;
    await reconciler.reconcile("team");
    expect(created).toHaveLength(2);
  });

  test("that another writes at the same time is looked at, not changed", async () => {
    view.namespaces.changed(namespace("team"));
    serve(service("team"));
    answer = "exists";
    expect(await reconciler.reconcile("team")).toBeUndefined();
    view.scripts.changed({ ...buildScriptMap(script, "team"), data: {} });
    expect(await reconciler.reconcile("team")).toBeUndefined();
    expect(created).toHaveLength(1);
    expect(lines.filter((line) => line.includes("is not the pull script"))).toHaveLength(1);
  });

  test.each([403, 400, 404, 422])(
    "that is refused with %i costs a line of the log, and a try each half hour",
    async (status) => {
      view.namespaces.changed(namespace("team"));
      serve(service("team"));
      answer = new ApiFailure(status, `${status}: exceeded quota`);
      for (let tries = 1; tries <= 3; tries += 1) {
        expect(await reconciler.reconcile("team")).toBe(30 * MINUTE);
        now += MINUTE;
        expect(await reconciler.reconcile("team")).toBe(29 * MINUTE);
        expect(created).toHaveLength(tries);
        now += 29 * MINUTE;
      }
      expect(lines.filter((line) => line.includes("cannot be written"))).toHaveLength(1);
      expect(reconciler.refused).toBe(1);
      answer = "created";
      await reconciler.reconcile("team");
      expect(reconciler.refused).toBe(0);
    },
  );

  test.each([500, 503, 429, 401])(
    "that the API server cannot write now (%i) is left to the queue's retries",
    async (status) => {
      view.namespaces.changed(namespace("team"));
      serve(service("team"));
      answer = new ApiFailure(status, "later");
      await expect(reconciler.reconcile("team")).rejects.toThrow("later");
      expect(reconciler.refused).toBe(0);
    },
  );

  test("stays when its namespace needs it no longer", async () => {
    view.namespaces.changed(namespace("team"));
    serve(service("team"));
    await reconciler.reconcile("team");
    view.scripts.changed(buildScriptMap(script, "team"));
    view.services[0]?.deleted(service("team"));
    view.namespaces.deleted(namespace("team"));
    expect(await reconciler.reconcile("team")).toBeUndefined();
    expect(created).toHaveLength(1);
  });
});
