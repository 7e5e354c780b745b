import { expect, test } from "vitest";
import { describeOptIn } from "../../src/command-line/manifests/opt-in.ts";
import { run } from "./run.ts";

const KEY = "modelexpress.nvidia.com/inject";
const COMMAND = `kubectl label namespace yes ${KEY}=enabled --overwrite`;

test.each([
  [true, "enabled", `yes is opted in: ${KEY}=enabled`],
  [false, undefined, `yes is not opted in: ${COMMAND}`],
  [false, "disabled", `yes is not opted in: ${COMMAND}`],
  [false, "true", `yes has ${KEY}=true, which does nothing: ${COMMAND}`],
])("a namespace that is opted in: %s, by the label %s", (isOptedIn, optInLabel, line) => {
  expect(describeOptIn({ namespace: "yes", isOptedIn, optInLabel })).toBe(line);
});

test("explain -f names the value that does nothing, and a command that runs as it stands", async () => {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "yes", labels: { [KEY]: "true" } } };
  const labels = { "nvidia.com/dynamo-component-type": "worker" };
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "w", namespace: "yes", labels },
    spec: { containers: [{ name: "main", image: "i" }] },
  };
  const input = [namespace, pod].map((object) => JSON.stringify(object)).join("\n---\n");
  const { out, code } = await run(["explain", "-f", "-"], { input });
  const checked = await run(["check", "-f", "-"], { input });

  expect(out).toContain(
    `Left as it is: NamespaceNotOptedIn (the namespace is not labelled for injection)\n  ${COMMAND}`,
  );
  expect(out).toContain(`yes has ${KEY}=true, which does nothing: ${COMMAND}`);
  expect(checked.out).toContain(`: NamespaceNotOptedIn\n    yes has ${KEY}=true, which does nothing: ${COMMAND}\n`);
  expect([code, checked.code]).toEqual([3, 3]);
});
