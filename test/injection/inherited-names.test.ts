// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";

/** What every JavaScript object answers to, though it is not its own: `constructor`, `toString`, `__proto__`, … */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

/** Places of a script where a name is looked up. `@` is the name. */
const LINES = [
  "set -o @",
  "set +o @",
  "shopt -s @",
  "M=$(echo org/m | tr @ @)",
  "M=$(echo org/m | tr abc @)",
  "@=org/m; M=$@",
  "declare -A map; map[@]=org/m; M=${map[@]}",
  "declare -A map; M=${map[@]:-org/m}",
  "@() { M=org/m; }; @",
  "alias @='vllm serve org/m'; @",
  "@",
  "command -v @ && M=org/m",
  "type @ || M=org/m",
  "declare -n R=@; R=org/m; M=$@",
  'R=@; M="${!R}"',
  "export @=org/m; M=$@",
  "local @ 2>/dev/null; M=org/m",
  "unset @; M=${@:-org/m}",
  "M=$((@ + 1))",
  "case @ in @) M=org/m;; esac",
  "trap 'M=org/m' @",
  "printf -v @ %s org/m; M=$@",
  "read @ <<< org/m; M=$@",
  "echo M=org/m > @; . ./@",
  "env @=org/m vllm serve org/n",
  "vllm serve org/n --@ org/m",
  "vllm @ org/m",
  "python3 -m @ --model org/m",
  "python3 -m dynamo.@ --model org/m",
  "xargs @ <<< org/m",
  "timeout -s @ 5 vllm serve org/m",
];

const CONTAINERS = [
  { args: ["--@", "org/m"] },
  { args: ["vllm", "serve", "org/m", "--kv-transfer-config", '{"@": {"@": "@"}}'] },
  { args: ["vllm", "serve", "org/m", "--load-format", "@"] },
  { args: ["vllm", "serve", "org/m"], env: [{ name: "@", value: "@" }] },
  { args: ["vllm", "serve", "$(@)"], env: [{ name: "@", value: "org/m" }] },
  { command: ["@"], args: ["org/m"] },
  { args: ["vllm", "serve", "org/m"], env: [{ name: "DYN_VLLM_@", value: "x" }] },
  { args: ["vllm", "serve", "org/m"], volumeMounts: [{ name: "@", mountPath: "/@" }] },
  { args: ["vllm", "serve", "org/m"], resources: { limits: { "@": "1" }, requests: { "@": "@" } } },
  ...LINES.map((line) => ({ command: ["bash", "-c", `${line}\nvllm serve "$M"`] })),
  ...LINES.map((line) => ({ command: ["sh", "-c", `${line}\nvllm serve "$M"`] })),
];

const PODS = [
  ...CONTAINERS.map((container) => ({ spec: { containers: [{ name: "main", ...container }] } })),
  { metadata: { labels: { "@": "@" }, annotations: { "modelexpress.nvidia.com/@": "@" } } },
  { metadata: { annotations: { "modelexpress.nvidia.com/mode": "@", "modelexpress.nvidia.com/weights": "@" } } },
  { metadata: { labels: { "nvidia.com/dynamo-component-type": "@" } } },
  { spec: { containers: [{ name: "@", args: ["vllm", "serve", "org/m"] }], "@": { "@": [] } } },
];

/** What a pod gets in which `@` stands for the name. */
function outcomeWith(name: string, template: object): string {
  const { metadata = {}, spec = {} } = JSON.parse(JSON.stringify(template).replaceAll("@", name));
  const object = {
    metadata: {
      labels: { "nvidia.com/dynamo-namespace": "d", "nvidia.com/dynamo-component-type": "worker", ...metadata.labels },
      annotations: { "modelexpress.nvidia.com/url": "http://mx.example.com:8001", ...metadata.annotations },
    },
    spec: { containers: [{ name: "main", args: ["vllm", "serve", "org/m"] }], ...spec },
  };
  const { reason, operations, decision } = mutatePod({ namespace: "n", object }, new MemoryDirectory(), settings);
  return JSON.stringify({ reason, operations, warnings: decision.warnings });
}

/** As long, and of the same kinds of characters, but not inherited. */
function neutral(name: string): string {
  return `${name.slice(0, -1)}${name.endsWith("_") ? "x" : "q"}`;
}

test.each(INHERITED)("%s is a name like any other, wherever a pod has it", (name) => {
  const other = neutral(name);
  for (const pod of PODS) {
    const outcome = outcomeWith(name, pod).replaceAll(name, other);
    expect(outcome, JSON.stringify(pod)).toBe(outcomeWith(other, pod));
  }
});
