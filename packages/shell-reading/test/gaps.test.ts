// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { describe, expect, it } from "vitest";
import { readCommands } from "../src/read-commands.ts";

/** Of each program that is started: its words, and the variables that they leave out. */
function gapsOf(script: string, variables: Readonly<Record<string, string>> = {}): readonly (readonly string[])[] {
  const environment = { variables: new Map(Object.entries(variables)), isOpen: false };
  const { commands } = readCommands(["bash", "-c", script], { environment });
  return commands.map(({ argv, gaps }) => [argv.join(" "), ...gaps]);
}

describe("variables that nothing defines, and that the words of a program leave out", () => {
  it.each<[string, ...string[][]]>([
    ["vllm serve x $EXTRA", ["vllm serve x", "EXTRA"]],
    ['vllm serve x "$EXTRA"', ["vllm serve x ", "EXTRA"]],
    ["vllm serve ${M:-x} ${N=y}", ["vllm serve x y"]],
    ["vllm serve x ${EXTRA:+--y $EXTRA}", ["vllm serve x", "EXTRA"]],
    ['A="--a $EXTRA"; cd $HERE; vllm serve x $A', ["vllm serve x --a", "EXTRA"]],
    ["A=$EXTRA; A=--b; vllm serve x $A", ["vllm serve x --b"]],
    ["A=$EXTRA; A+=--b; vllm serve x $A", ["vllm serve x --b", "EXTRA"]],
    ['L=(x $EXTRA); vllm serve "${L[@]}"', ["vllm serve x", "EXTRA"]],
    ['export A="$EXTRA y"; vllm serve $A', ["vllm serve y", "EXTRA"]],
    ['f() { local A="$1"; vllm serve x $A; }; f $EXTRA', ["vllm serve x", "EXTRA"]],
    ['set -- x $EXTRA; vllm serve "$@"', ["vllm serve x", "EXTRA"]],
    ['eval "vllm serve x $EXTRA"; vllm serve y', ["vllm serve x", "EXTRA"], ["vllm serve y"]],
    ['bash -c "vllm serve x $EXTRA"', ["vllm serve x", "EXTRA"]],
    ['[ -n "$EXTRA" ] || vllm serve x', ["vllm serve x"]],
    ["true || A=1; vllm serve x $A", ["vllm serve x", "A"]],
  ])("%s", (script, ...expected) => {
    expect(gapsOf(script)).toEqual(expected);
  });

  it("are not the arguments that a script was not given", () => {
    expect(gapsOf('vllm serve x $1 "$@"')).toEqual([["vllm serve x"]]);
  });

  it("are none where the pod defines them, even as nothing", () => {
    expect(gapsOf("vllm serve x $EXTRA", { EXTRA: "" })).toEqual([["vllm serve x"]]);
  });
});
