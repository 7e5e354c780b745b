import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { expectOutput } from "../docs/schemas.ts";
import { kubeconfigText } from "../kubeconfig.ts";
import { runHere } from "./run-here.ts";

const GROUP = "/apis/modelexpress.nvidia.com/v1alpha1";
const metadata = (namespace: string, name: string) => ({ namespace, name, uid: name, resourceVersion: "1" });
const model = { name: "org/a", revision: "v1", phase: "Ready", bytes: 7, completionTime: "2026-01-01T00:00:00Z" };
const server = {
  metadata: metadata("team", "server"),
  spec: { dynamoNamespace: "global", pvc: { name: "c" }, models: ["org/a@v1", "org/new@v2"] },
  status: { models: [model] },
};
const broken = { metadata: metadata("broken", "server"), spec: { dynamoNamespace: 7 } };
const status = { from: "Service team/server", models: ["org/a@v1", "org/b"] };
const user = {
  metadata: { ...metadata("team", "user"), annotations: { "modelexpress.nvidia.com/status": JSON.stringify(status) } },
};
const namespaces = ["team", "broken", "empty"].map((name) => ({ metadata: { name } }));

/** What is in the cluster, by the path of each list. */
const LISTS: Readonly<Record<string, readonly { readonly metadata: { readonly name: string } }[]>> = {
  "/api/v1/namespaces": namespaces,
  [`${GROUP}/modelexpresses`]: [server, broken],
  [`${GROUP}/namespaces/team/modelexpresses`]: [server],
  [`${GROUP}/namespaces/broken/modelexpresses`]: [broken],
  "/api/v1/namespaces/team/pods": [user],
  "/api/v1/services": [{ metadata: metadata("team", "modelexpress") }],
};

const folder = mkdtempSync(join(tmpdir(), "model-express-objects-"));
const api = createServer((request, response) => {
  const url = new URL(request.url ?? "", "http://api");
  const named = /^metadata\.name=(.*)$/.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
  const [, list = "", name] = /^(.*?)\/([^/]*)$/.exec(url.pathname) ?? [];
  const object = LISTS[list]?.find((each) => each.metadata.name === name);
  const items = (LISTS[url.pathname] ?? []).filter((each) => named === undefined || each.metadata.name === named);
  const isCollection = /(?:namespaces|pods|services|modelexpresses)$/.test(url.pathname);
  const answer =
    object ?? (isCollection ? { metadata: {}, items } : { kind: "Status", code: 404, message: "not found" });
  response.writeHead("code" in answer ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(answer));
});

beforeAll(async () => {
  await once(api.listen(0, "127.0.0.1"), "listening");
  const { port } = api.address() as AddressInfo;
  writeFileSync(
    join(folder, "kubeconfig"),
    kubeconfigText({ server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true }),
  );
});
beforeEach(() => {
  vi.stubEnv("KUBECONFIG", join(folder, "kubeconfig"));
});
afterAll(() => {
  api.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("models and prefetch print what their schemas say", async () => {
  const listed = await runHere(["models", "-n", "team", "-o", "json"]);
  const fetched = await runHere(["prefetch", "org/a@v1", "-n", "team", "-o", "json"]);
  const unawaited = await runHere(["prefetch", "org/a@v1", "-n", "team", "--no-wait", "-o", "json"]);

  expectOutput("models", listed.out);
  expectOutput("prefetch", fetched.out);
  expect(JSON.parse(listed.out)).toEqual([
    {
      ...{ namespace: "team", name: "server" },
      models: [
        { ...model, isListed: true, pods: ["team/user"] },
        {
          ...{ name: "org/new", revision: "v2", phase: "Pending", isListed: true, pods: [] },
          message: "the controller has not looked at it yet",
        },
        { name: "org/b", phase: "Unknown", isListed: false, pods: ["team/user"] },
      ],
    },
  ]);
  expect(JSON.parse(fetched.out)).toEqual(model);
  expect(JSON.parse(unawaited.out)).toEqual({ name: "org/a", revision: "v1", phase: "Pending" });
});

test.each([
  [["models", "serve", "-n", "team"], "there is no ModelExpress serve in namespace team; did you mean server?"],
  [
    ["models", "server", "-n", "empty"],
    "there is no ModelExpress server in namespace empty, but in team, broken: add -n team",
  ],
  [
    ["models", "-n", "empty"],
    "there is no ModelExpress in namespace empty; for those of all namespaces: model-express-injector models -A",
  ],
  [["models", "-n", "teem"], "there is no namespace teem; did you mean team?"],
  [["models", "server", "-n", "teem"], "there is no namespace teem; did you mean team?"],
  [["models", "other", "-A"], "there is no ModelExpress other in the cluster"],
  [["models", "-n", "broken"], /^error: ModelExpress broken\/server: spec\.dynamoNamespace: /],
  [["prefetch", "org/a", "-n", "teem"], "there is no namespace teem; did you mean team?"],
  [
    ["prefetch", "org/a", "-n", "team", "--instance", "serve"],
    "there is no ModelExpress serve in namespace team; did you mean server?",
  ],
  [
    ["adopt", "modelexpress", "-n", "empty", "--global"],
    "there is no Service modelexpress in namespace empty, but in team: add -n team",
  ],
  [["adopt", "modelexpress", "-n", "teem", "--remove"], "there is no namespace teem; did you mean team?"],
])("%j: exits with 3, and says what is there", async (args, sentence) => {
  const { code, out, err } = await runHere(args);
  expect(err).toEqual(typeof sentence === "string" ? `error: ${sentence}\n` : expect.stringMatching(sentence));
  expect({ code, out }).toEqual({ code: 3, out: "" });
});
