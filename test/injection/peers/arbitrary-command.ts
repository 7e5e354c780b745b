import fc from "fast-check";

/** A container's command with its variables. */
export interface GeneratedCommand {
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
}

const MODEL = fc.constantFrom("org/model", "gpt2", "/models/local");
const FLAGS = fc.subarray(["--port 8000", "--served-model-name x", "--tensor-parallel-size 2", "--enforce-eager"]);

/** A placeholder for a value in a script. */
const scriptModel = fc.constantFrom(
  "org/model",
  "$MODEL",
  '"$MODEL"',
  `"\${MODEL:-org/other}"`,
  "'org/model'",
  "$UNSET",
);

function words(text: string): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}

const STARTS = [
  ["python3 -m dynamo.vllm", "--model"],
  ["python3 -m dynamo.sglang", "--model-path"],
  ["python3 -m sglang.launch_server", "--model-path"],
  ["vllm serve", ""],
  ["python3 -m 'dynamo.vllm'", "--model"],
] as const;

const arrays: fc.Arbitrary<GeneratedCommand> = fc
  .record({ start: fc.constantFrom(...STARTS.slice(0, 4)), model: MODEL, flags: FLAGS, split: fc.nat(8) })
  .map(({ start: [program, flag], model, flags, split }) => {
    const all = [...words(program), ...words(flag), model, ...flags.flatMap(words)];
    const at = 1 + (split % (all.length - 1));
    const args = all.slice(at);
    return { command: all.slice(0, at), args: args.length === 0 ? undefined : args };
  });

/** A command of a script that starts an engine. */
const engine = fc
  .record({
    start: fc.constantFrom(...STARTS),
    model: scriptModel,
    flags: FLAGS,
    prefix: fc.constantFrom("", "exec ", "A=1 ", "timeout 5 ", "env B=2 "),
    isContinued: fc.boolean(),
    rest: fc.constantFrom("", " $ARGS", ' "$@"', " >/dev/null", " 2>&1 | cat"),
  })
  .map(({ start: [program, flag], model, flags, prefix, isContinued, rest }) => {
    const glue = isContinued ? " \\\n  " : " ";
    return [prefix + program, `${flag} ${model}`.trim(), ...flags].join(glue) + rest;
  });

const frame = fc.constantFrom<(body: string) => string>(
  (body) => body,
  (body) => `set -e\ncd /tmp\n${body}\n`,
  (body) => `X=$(hostname); ${body}`,
  (body) => `if [ "$MODEL" = org/model ]; then ${body}\nelse echo none; fi`,
  (body) => `for i in 1 2; do (${body}\n); done`,
  (body) => `run() { ${body}\n}; run a b`,
  (body) => `{ ${body}\n} && echo done`,
);

/** A script within another one, quoted so that the outer shell passes it on unchanged. */
const nest = fc.constantFrom<(script: string) => string>(
  (script) => script,
  (script) => `bash -c '${script.replaceAll("'", "'\\''")}' zero one`,
  (script) => `exec bash -c "${script.replaceAll(/["\\$`]/g, "\\$&")}"`,
  (script) => `bash -e <<'EOF'\n${script}\nEOF\n`,
  (script) => `bash <<EOF\n${script.replaceAll(/[\\$`]/g, "\\$&")}\nEOF\n`,
);

const script = fc
  .tuple(fc.array(engine, { minLength: 1, maxLength: 2 }), frame, nest, nest)
  .map(([engines, around, inner, outer]) => outer(inner(around(engines.join("\n")))));

/** Scripts for bash, regardless of the named shell. */
export const arbitraryScript: fc.Arbitrary<string> = script;

export const arbitraryCommand: fc.Arbitrary<GeneratedCommand> = fc.oneof(
  arrays,
  script.map((text) => ({ command: ["bash", "-c"], args: [text, "zero", "one", "the two"] })),
  script.map((text) => ({ command: undefined, args: ["bash", "-c", text, "zero", "one"] })),
);
