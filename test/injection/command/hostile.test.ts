// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { describe, expect, it } from "vitest";
import { FAMILIES } from "../../../packages/shell-reading/test/hostile/families.ts";
import { detect, modelsOf, modelsOfScript, type Spec } from "./detect.ts";

const COMMAND = 6 * 1024 * 1024;
const WORD_COUNT = 100_000;
/**
 * The limit of CPU time in milliseconds for work outside of any budget: far above linear cost, far below anything
 * worse.
 */
const MOST_CPU = 2000;

const filled = (text: string, length: number) => text.repeat(Math.ceil(length / text.length)).slice(0, length);

function expectQuick(spec: Spec): void {
  const start = process.cpuUsage();
  expect(() => detect(spec)).not.toThrow();
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(MOST_CPU);
}

describe("hostile text is read in time", () => {
  it.each(FAMILIES)("a command of words %j", (text) => {
    const word = text.trim() || text;
    expectQuick({ command: Array<string>(WORD_COUNT).fill(word) });
  });

  it.each(["$", "\ue000", "$(A)", "[", "/", "a-", "--", "..", "=", "_", '"'])("one word of %j", (text) => {
    const word = filled(text, COMMAND / 2);
    expectQuick({ command: ["vllm", "serve", word, "--speculative-config", word] });
  });

  it.each(['{"a":', "[", '"\\', '{"model":"a/b"},'])("JSON of %j", (text) => {
    expectQuick({ command: ["vllm", "serve", "--speculative-config", `${filled(text, COMMAND)}\ue000`] });
  });

  it("functions that call each other", () => {
    const names = [..."abcdefgh"];
    const calls = names.map((name, index) => `${name}(){ ${`${names[index + 1] ?? ":"};`.repeat(100)} };`);
    expectQuick({ command: ["sh", "-c", `${calls.join("")}${"a;".repeat(10000)}`] });
  });

  it("loops in loops", () => {
    expectQuick({ command: ["sh", "-c", `${"while a;do ".repeat(49)}${"B=$B;".repeat(20000)}${"done;".repeat(49)}`] });
  });

  it("many shells beneath many variables", () => {
    const variables = Array.from({ length: 8000 }, (_, index) => `export A${index}=;`).join("");
    expectQuick({ command: ["sh", "-c", `${variables}${"sh -c x;".repeat(12000)}`] });
  });

  it("many positional parameters that shift", () => {
    expectQuick({ command: ["sh", "-c", "shift;".repeat(40000), ...Array<string>(1e6).fill("x")] });
  });

  it("a long function that is called often", () => {
    expectQuick({ command: ["sh", "-c", `f(){ vllm ${"x ".repeat(60000)}; };${"f;".repeat(60000)}`] });
  });

  it("references of Kubernetes to long values", () => {
    expectQuick({ command: Array<string>(100000).fill("$(A)"), env: { A: "x".repeat(1e6) } });
  });
});

describe("hostile text is cut", () => {
  it("a script beyond 256 KiB names one unknown model", () => {
    const script = filled("vllm serve a/b;", 256 * 1024 + 1);
    expect(detect({ command: ["sh", "-c", script] })).toMatchObject({
      startsEngine: true,
      isKnownEngine: true,
      models: [{ kind: "unknown", flag: "-c" }],
    });
  });

  it("scripts that are too long together name one unknown model", () => {
    expect(modelsOfScript(`vllm serve a/b; S='${"x".repeat(200_000)}'; sh -c "$S"`)).toHaveLength(1);
  });

  it("a variable that doubles is unknown", () => {
    const [model] = modelsOfScript(`A=xxxxxxxxxx;${"A=$A$A;".repeat(64)}vllm serve $A`);
    expect(model).toMatch(/^\? /);
  });

  it("a script nested too deeply is unknown if it mentions an engine", () => {
    const deep = (text: string) => `${"( ".repeat(1000)}${text}${" )".repeat(1000)}`;
    expect(modelsOfScript(deep("vllm serve a/b"))[0]).toMatch(/^\? /);
    expect(modelsOfScript(deep("a"))).toEqual([]);
  });

  it("JSON beyond 256 KiB is unknown", () => {
    const models = (length: number) => {
      const config = JSON.stringify({ model: "a/b", padding: "x".repeat(length) });
      return modelsOf({ command: ["vllm", "serve", "c/d", "--speculative-config", config] });
    };
    expect(models(200_000)).toEqual(["c/d", "a/b"]);
    expect(models(300_000)).toEqual(["c/d", expect.stringMatching(/^\? \{"model":"a\/b"/)]);
  });
});
