import fc from "fast-check";
import type { Dialect } from "../../src/grammar/syntax.ts";
import { conditions } from "./scripts/conditions.ts";
import { controlFlow } from "./scripts/control-flow.ts";
import { expansions, quoted, words } from "./scripts/expansions.ts";
import { programs } from "./scripts/programs.ts";
import { state } from "./scripts/state.ts";
import type { Shapes, Texts, Tie } from "./scripts/texts.ts";

/** The variables that every script finds. */
export const VARIABLES: Readonly<Record<string, string>> = {
  A: "org/a",
  B: "Org/B x",
  C: "",
  M: "org/m:v1",
  N: "3",
  R: "A",
  d: "",
};

/** Scripts in the shell's own grammar. What they do depends on nothing outside of them, but on the engines' status. */
export function arbitraryScript(dialect: Dialect): Texts {
  const isBash = dialect === "bash";
  const either = (...all: Shapes[]): Texts => {
    const shapes = all.flatMap(({ posix, bash }) => [...posix, ...(isBash ? bash : [])]);
    const weighted = shapes.map(([weight, arbitrary]) => ({ weight, arbitrary }));
    return fc.oneof({ maxDepth: 4, depthIdentifier: "script" }, ...weighted);
  };
  const { statement } = fc.letrec<Record<keyof Tie, string>>((part) => {
    const tie: Tie = {
      word: part("word"),
      quoted: part("quoted"),
      expansion: part("expansion"),
      statement: part("statement"),
      list: part("list"),
      condition: part("condition"),
    };
    return {
      expansion: either(expansions(tie)),
      quoted: either(quoted(tie)),
      word: either(words(tie)),
      condition: either(conditions(tie)),
      statement: either(programs(tie, isBash ? "bash" : "sh"), controlFlow(tie), state(tie)),
      list: fc
        .array(tie.statement, { minLength: 1, maxLength: 3, depthIdentifier: "script" })
        .map((statements) => statements.join("\n")),
    };
  });
  const first = fc.constantFrom("", ...Array.from({ length: 4 }, () => 'f() { vllm f "$1"; }\n'));
  return fc
    .tuple(first, fc.array(statement, { minLength: 1, maxLength: 6 }))
    .map(([start, statements]) => `${start}${statements.join("\n")}\nvllm end "$A" "$M" $X $Y`);
}
