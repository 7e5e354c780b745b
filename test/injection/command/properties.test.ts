// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.

import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyModel, parseModelList } from "../../../src/injection/command/model-reference.ts";
import { brief, detect, modelsOf, type Spec } from "./detect.ts";

const HUB_ID = /^(?:[A-Za-z0-9][\w.-]{0,95}\/)?[A-Za-z0-9][\w.-]{0,95}$/;
const ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

const part = fc
  .string({ unit: fc.constantFrom(..."abcXYZ019._-"), minLength: 1, maxLength: 12 })
  .map((text) => `m${text.replace(/--+|\.\.+/g, "-")}x`)
  .filter((text) => !/--|\.\./.test(text));
const hubId = fc.oneof(
  part,
  fc.tuple(part, part).map((parts) => parts.join("/")),
);

/** Quotes a word for a shell in one of several equivalent ways. */
const quoted = (word: string) =>
  fc.constantFrom(
    `'${word.replaceAll("'", "'\\''")}'`,
    `"${word.replace(/[$`"\\]/g, "\\$&")}"`,
    word.replace(/[^A-Za-z0-9_./=,:@%+-]/g, (char) => (char === "\n" ? "'\n'" : `\\${char}`)) || "''",
    `$'${word.replace(/[\\']/g, "\\$&")}'`,
  );

const quotedAll = (argv: readonly string[], glue: string) =>
  fc.tuple(...argv.map(quoted)).map((words) => words.join(glue));

/** Starts the same words in another way. */
const wrapped = (argv: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom("bash", "/bin/bash"), fc.constantFrom("-c", "-lc", "-ec"), quotedAll(argv, " "))
      .map(([shell, option, script]) => [shell, option, `set -e; exec ${script} 2>&1`]),
    quotedAll(argv, " \\\n  ").map((script) => ["bash", "-euxo", "pipefail", "-c", `# it's\n${script}\n`]),
    quotedAll(argv, " ").map((list) => ["bash", "-c", `A=(${list})\n"\${A[@]}" | tee /log`]),
    quotedAll(argv, " ").map((script) => ["bash", "-c", `f() { "$@"; }; if a; then f ${script}; fi`]),
    fc.constant(["sh", "-c", 'exec "$@"', "sh", ...argv]),
    fc.constant(["mpirun", "-n", "8", "--allow-run-as-root", ...argv]),
    fc.constant(["env", "A=b", ...argv]),
    fc.constant(["tini", "--", ...argv]),
  );

const deeplyWrapped = (argv: readonly string[]) =>
  fc.oneof(fc.constant(argv), wrapped(argv), wrapped(argv).chain(wrapped), wrapped(argv).chain(wrapped).chain(wrapped));

const engineOf = (id: string, served: string) =>
  fc
    .tuple(
      fc.constantFrom(
        ["python3", "-m", "dynamo.vllm", "--model", id],
        ["python3", "-m", "dynamo.sglang", `--model-path=${id}`],
        ["vllm", "serve", id],
        ["trtllm-serve", id, "--backend", "pytorch"],
        ["python3", "-u", "-m", "dynamo.trtllm", "--model_path", id],
      ),
      fc.shuffledSubarray([
        ["--served-model-name", served],
        [`--served-model-name=${served}`],
        ["--served_model_name", served, served],
        ["--model-name", served],
        [`--model_name=${served}`],
        ["--trust-remote-code"],
        ["--chat-template", 'it\'s {{ a }} $b `c` "d"'],
      ]),
    )
    .map(([engine, flags]) => [...engine, ...flags.flat()]);

const token = fc.constantFrom(
  ..."'\"`$\\(){}[]<>|&;#=!*?~ \n\t".split(""),
  ..."if then else fi while do done for in case esac function select time { } [[ ]] ;; << <<- <<< $( ${ $(( (( )) :- :+ A= A=( A+= $A ${A} $@ EOF".split(
    " ",
  ),
  "vllm serve a/b",
  "python3 -m dynamo.vllm --model ",
  "sh -c ",
  "eval ",
  "export ",
  "set -- ",
  "f() ",
  " f ",
  UNKNOWN,
);
const anyScript = fc.oneof(
  fc.array(fc.oneof(token, fc.string({ maxLength: 3 })), { maxLength: 40 }).map((tokens) => tokens.join("")),
  fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(" ")),
);
const anyWord = fc.oneof(anyScript, fc.string(), fc.constantFrom("sh", "-c", "vllm", "serve", "-m", "dynamo.vllm"));
const anySpec: fc.Arbitrary<Spec> = fc.record({
  command: fc.oneof(
    fc.array(anyWord),
    anyScript.map((script) => ["bash", "-c", script]),
  ),
  args: fc.array(anyWord, { maxLength: 4 }),
  env: fc.dictionary(fc.constantFrom("A", "B", "MODEL"), anyWord),
  hasEnvFrom: fc.boolean(),
});

describe("detectModels", () => {
  it("never throws, and returns only printable text", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        for (const model of detect(spec).models) {
          if (model.kind === "hub") expect(model.id).toMatch(HUB_ID);
          if (model.kind === "unknown") expect(model.text.length).toBeLessThanOrEqual(100);
          expect(brief(model)).not.toContain(UNKNOWN);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("gives the same answer twice", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        expect(detect(spec)).toEqual(detect(spec));
      }),
    );
  });

  it("names each model once", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const models = modelsOf(spec);
        expect(new Set(models).size).toBe(models.length);
      }),
    );
  });

  it("finds a model however its command is quoted and wrapped", () => {
    const command = hubId.chain((id) =>
      engineOf(id, "served/name")
        .chain(deeplyWrapped)
        .map((argv) => ({ id, argv })),
    );
    fc.assert(
      fc.property(command, ({ id, argv }) => {
        expect(modelsOf({ command: argv })).toEqual([id]);
        expect(modelsOf({ command: argv.slice(0, 1), args: argv.slice(1) })).toEqual([id]);
      }),
      { numRuns: 1000 },
    );
  });

  it("finds a model in a variable of the container, through any wrapping", () => {
    const command = fc.constantFrom("$(MODEL)", "$(INDIRECT)").chain((reference) =>
      hubId.chain((id) =>
        engineOf(reference, "served/name")
          .chain(deeplyWrapped)
          .map((argv) => ({ id, argv })),
      ),
    );
    fc.assert(
      fc.property(command, ({ id, argv }) => {
        // Kubernetes does not treat a backslash as a quote.
        fc.pre(argv.join(" ").match(/\\\$|\\\(/) === null);
        expect(modelsOf({ command: argv, env: { MODEL: id, INDIRECT: "$(MODEL)" } })).toEqual([id]);
      }),
      { numRuns: 300 },
    );
  });

  it("never returns a served name", () => {
    const served = fc
      .string({ unit: fc.constantFrom(...ALPHANUMERIC), minLength: 3, maxLength: 8 })
      .map((text) => `served/${text}`);
    const command = served.chain((name) =>
      engineOf("org/model", name)
        .chain((argv) =>
          fc.shuffledSubarray(argv.slice(3), { minLength: 0 }).map((rest) => argv.slice(0, 3).concat(rest)),
        )
        .filter((argv) => servedNamesFollowTheirFlags(argv, name))
        .chain(deeplyWrapped)
        .map((argv) => ({ name, argv })),
    );
    fc.assert(
      fc.property(command, ({ name, argv }) => {
        for (const model of detect({ command: argv }).models) {
          expect(model.kind === "hub" ? model.id : model.kind).not.toBe(name);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("never evaluates", () => {
    const evaluated = fc.constantFrom(
      "$(cat /model)",
      "`cat /model`",
      "org/*",
      "org/[ab]c",
      "${!RANDOM}",
      "$RANDOM",
      '"$(cat /model)"',
      '"org/$(model)"',
    );
    const engine = fc.constantFrom(
      "vllm serve",
      "python3 -m dynamo.vllm --model",
      "python3 -m dynamo.sglang --model-path",
    );
    fc.assert(
      fc.property(engine, evaluated, (start, model) => {
        const spec = { command: ["bash", "-c", `A=org/x; ${start} ${model} --served-model-name org/y`] };
        expect(detect(spec).models).toMatchObject([{ kind: "unknown" }]);
      }),
    );
  });
});

/** Shuffling may have turned a served name into the engine's model. */
function servedNamesFollowTheirFlags(argv: readonly string[], name: string): boolean {
  return argv.every(
    (word, index) => word !== name || /^--(?:served[-_]model[-_]name|model-name)$/.test(argv[index - 1] ?? ""),
  );
}

describe("classifyModel", () => {
  it("recognizes exactly the hub's ids", () => {
    fc.assert(
      fc.property(hubId, (id) => {
        expect(brief(classifyModel(id, undefined, "--model"))).toBe(id);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab/.-_~$ :@*"), maxLength: 12 }), (text) => {
        const model = classifyModel(text, undefined, "--model");
        expect(model.kind === "hub").toBe(HUB_ID.test(text) && !/--|\.\.|[.-]$|[.-]\//.test(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("parseModelList", () => {
  it("reads back its own results, and never throws", () => {
    fc.assert(
      fc.property(fc.array(hubId, { maxLength: 10 }), fc.constantFrom(",", " ", ",\n"), (ids, separator) => {
        const parsed = parseModelList(ids.join(separator));
        expect(parsed).toEqual({ models: [...new Set(ids)] });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseModelList(text)));
  });
});
