// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { describe, expect, it } from "vitest";
import { modelsOfScript } from "./detect.ts";

const env = { MODEL: "org/env", EMPTY: "" };
const models = (script: string) => modelsOfScript(script, { env });

describe("an assignment", () => {
  it.each([
    ["holds", "M=org/x; vllm serve $M", ["org/x"]],
    ["holds with others", "A=1 M=org/x\nvllm serve $M", ["org/x"]],
    ["replaces the container's value", "MODEL=org/x; vllm serve $MODEL", ["org/x"]],
    ["may use others", 'O=org; M="$O/x"; vllm serve $M', ["org/x"]],
    ["is not split", "M=$EMPTY'org/x --y'; vllm serve $M", ["org/x"]],
    ["may append", "M=org; M+=/x; vllm serve $M", ["org/x"]],
    ["in front of a command is not seen in its words", "MODEL=org/x vllm serve $MODEL", ["org/env"]],
    ["in front of a command ends with it", "MODEL=org/x true; vllm serve $MODEL", ["org/env"]],
    ["of a substitution is unknown", "M=$(cat /m); vllm serve $M", ["? …"]],
    ["may be exported", "export M=org/x; vllm serve $M", ["org/x"]],
    ["may be declared", "declare -r M='org/x'; vllm serve $M", ["org/x"]],
    ["may be local", "f() { local M=org/x; vllm serve $M; }; f", ["org/x"]],
    ["that is local ends with its function", "M=org/x; f() { local M=org/y; }; f; vllm serve $M", ["org/x"]],
    ["in a function stays", "f() { M=org/x; }; f; vllm serve $M", ["org/x"]],
    [
      "in front of a function ends with it",
      "f() { vllm serve $M; }; M=org/x f; vllm serve ${M:-org/y}",
      ["org/x", "org/y"],
    ],
    ["may be readonly", "readonly M=org/x; vllm serve $M", ["org/x"]],
    ["is undone by unset", "M=org/x; unset M; vllm serve ${M:-org/d}", ["org/d"]],
    ["is forgotten by read", "M=org/x; read -r M </m; vllm serve $M", ["? …"]],
    ["is forgotten by mapfile", "M=(org/x); mapfile -t M </m; vllm serve $M", ["? …"]],
    ["is set by printf -v", "M=org/x; printf -v M %s org/y; vllm serve $M", ["org/y"]],
    ["is forgotten by getopts", "M=org/x; getopts a: M; vllm serve $M", ["? …"]],
    ["is changed by arithmetic", "N=1; ((N++)); let N+=2; vllm serve org/m$N", ["org/m4"]],
    ["is kept by a comparison", "N=1; ((N == 2)); vllm serve org/m$N", ["org/m1"]],
    ["of an item holds", "M=(org/x); M[0]=org/y; vllm serve $M", ["org/y"]],
    ["behind && of what cannot fail holds", "set -e && cd / && M=org/x; vllm serve $M", ["org/x"]],
  ])("%s", (_, script, expected) => {
    expect(models(script)).toEqual(expected);
  });
});

describe("an array", () => {
  it.each([
    ["is a list of words", 'A=(--model org/x --port 80); python3 -m dynamo.vllm "${A[@]}"', ["org/x"]],
    ["may be appended to", 'A=(--port 80); A+=(--model "org/x"); python3 -m dynamo.vllm "${A[@]}"', ["org/x"]],
    ["may span lines and have comments", 'A=(\n  serve # it\'s\n  "org/x"\n)\nvllm "${A[@]}"', ["org/x"]],
    ["may be declared", 'declare -a A=(serve org/x); vllm "${A[@]}"', ["org/x"]],
    ["may be joined", "A=(serve org/x); vllm ${A[*]}", ["org/x"]],
    ["joined in quotes is one word", 'A=(org/x y); vllm serve "${A[*]}"', ["? org/x y"]],
    ["keeps its words apart", 'A=("org/x y"); vllm serve "${A[@]}"', ["? org/x y"]],
    ["by its name is its first item", "A=(org/x org/y); vllm serve $A", ["org/x"]],
    ["has items", "A=(org/x org/y); vllm serve ${A[1]}", ["org/y"]],
    ["that is empty leaves no word", 'A=(); vllm serve "${A[@]}" org/x', ["org/x"]],
    ["may be guarded", 'A=(serve org/x); vllm ${A[@]+"${A[@]}"}', ["org/x"]],
    ["that is empty may be guarded", 'A=(); vllm serve "${A[@]+"${A[@]}"}" org/x', ["org/x"]],
    ["may hold a substitution", 'A=(--host $(hostname -i) --model org/x); python3 -m dynamo.vllm "${A[@]}"', ["org/x"]],
    [
      "keeps its beginning when a condition adds to it",
      'A=(--model org/x); if [ -n "$D" ]; then A+=(--enable-x); fi; python3 -m dynamo.vllm "${A[@]}"',
      ["org/x"],
    ],
    [
      "is in doubt when a condition adds another model",
      'A=(--model org/x); a && A+=(--model org/y); python3 -m dynamo.vllm "${A[@]}"',
      ["? …"],
    ],
    [
      "is in doubt when a condition adds a revision",
      'A=(--model org/x); a && A+=(--revision=v1); python3 -m dynamo.vllm "${A[@]}"',
      ["? org/x@…"],
    ],
    [
      "is unknown when a condition replaces it",
      'A=(--model org/x); a && A=(--model org/y); python3 -m dynamo.vllm "${A[@]}"',
      ["? …"],
    ],
    [
      "of text keeps its beginning too",
      'A="--model org/x"; if [ -n "$D" ]; then A="$A --enable-x"; fi; python3 -m dynamo.vllm $A',
      ["org/x"],
    ],
  ])("%s", (_, script, expected) => {
    expect(models(script)).toEqual(expected);
  });
});

describe("an assignment under a condition", () => {
  it.each([
    ["of if is unknown afterwards", "if a; then MODEL=org/x; fi; vllm serve $MODEL", ["? …"]],
    ["of if holds in its branch", "if a; then MODEL=org/x; vllm serve $MODEL; fi", ["org/x"]],
    ["of if is not seen in else", "if a; then MODEL=org/x; else vllm serve $MODEL; fi", ["org/env"]],
    ["of elif is unknown afterwards", "if a; then :; elif b; then MODEL=org/x; fi; vllm serve $MODEL", ["? …"]],
    ["in the condition of if itself holds", "if MODEL=org/x; then vllm serve $MODEL; fi", ["org/x"]],
    ["of while is unknown afterwards", "while a; do MODEL=org/x; done; vllm serve $MODEL", ["? …"]],
    ["of until is unknown afterwards", "until a; do MODEL=org/x; done; vllm serve $MODEL", ["? …"]],
    ["of for is unknown afterwards", "for i in $(cat /l); do MODEL=org/x; done; vllm serve $MODEL", ["? …"]],
    ["of for over words holds", "for i in 1; do MODEL=org/x; done; vllm serve $MODEL", ["org/x"]],
    ["of case is unknown afterwards", "case $(a) in b) MODEL=org/x ;; esac; vllm serve $MODEL", ["? …"]],
    ["of case holds in its branch", "case $(a) in b|c) MODEL=org/x; vllm serve $MODEL;; (*) ;; esac", ["org/x"]],
    ["of && is unknown once the list ends", "a && MODEL=org/x; vllm serve $MODEL", ["? …"]],
    ["of && holds in its list", "a && MODEL=org/x && vllm serve $MODEL", ["org/x"]],
    ["of || is unknown afterwards", "a || MODEL=org/x; vllm serve $MODEL", ["? …"]],
    ["of && is not made where || leads on", "a && MODEL=org/x || vllm serve $MODEL", ["org/env"]],
    ["of && is unknown behind its list", "a && MODEL=org/x || b; vllm serve $MODEL", ["? …"]],
    ["of a subshell is undone", "(MODEL=org/x; vllm serve $MODEL); vllm serve $MODEL", ["org/x", "org/env"]],
    ["of a pipeline is undone", "MODEL=org/x | a; vllm serve $MODEL", ["org/env"]],
    ["at a pipeline's end is undone", "a | MODEL=org/x; vllm serve $MODEL", ["org/env"]],
    ["of a background job is undone", "MODEL=org/x & vllm serve $MODEL", ["org/env"]],
    ["that changes nothing changes nothing", "if a; then MODEL=org/env; fi; vllm serve $MODEL", ["org/env"]],
    ["in a group holds", "{ MODEL=org/x; }; vllm serve $MODEL", ["org/x"]],
    ["in both branches is unknown", "if a; then M=org/x; else M=org/y; fi; vllm serve $M", ["? …"]],
    ["of a guard does no harm", '[ -z "$MODEL" ] && exit 1; if a; then B=1; fi; vllm serve $MODEL', ["org/env"]],
  ])("%s", (_, script, expected) => {
    expect(models(script)).toEqual(expected);
  });
});

describe("engines in branches all count", () => {
  it.each([
    ["if", "if a; then vllm serve org/a; elif b; then vllm serve org/b; else vllm serve org/c; fi"],
    ["case", "case $(a) in\n  a) vllm serve org/a ;;\n  b) vllm serve org/b ;&\n  *) vllm serve org/c\nesac"],
    ["lists", "vllm serve org/a || vllm serve org/b && vllm serve org/c"],
    ["jobs", "vllm serve org/a & vllm serve org/b & vllm serve org/c; wait"],
    ["pipelines", "vllm serve org/a 2>&1 | tee log; vllm serve org/b |& cat; { vllm serve org/c; } > log"],
    [
      "loops",
      "while a; do vllm serve org/a; done; for i in 1 2; do vllm serve org/b; done; until vllm serve org/c; do :; done",
    ],
    [
      "C's loops",
      "for ((i = 0; i < 3; i++)); do vllm serve org/a; done; select x in a; do vllm serve org/b; done; vllm serve org/c",
    ],
    ["groups", "{ vllm serve org/a; }; (vllm serve org/b); ((vllm serve org/c) | cat)"],
    [
      "functions",
      "function f { vllm serve org/a; }\ng() (vllm serve org/b)\nf; g; function h() { vllm serve org/c; }; h",
    ],
    ["functions that nobody calls", "f() { vllm serve org/a; vllm serve org/b; vllm serve org/c; }; trap f EXIT"],
  ])("in %s", (_, script) => {
    expect(models(script)).toEqual(["org/a", "org/b", "org/c"]);
  });

  it("a loop over words is unrolled", () => {
    expect(models("for M in org/a org/b; do vllm serve $M; done")).toEqual(["org/a", "org/b"]);
  });

  it("an unused function does not count beside an engine", () => {
    expect(models("f() { vllm serve org/a; }; vllm serve org/b")).toEqual(["org/b"]);
  });

  it("a function sees the variables of its call", () => {
    expect(models("f() { vllm serve $M; }; M=org/a; f; M=org/b; f")).toEqual(["org/a", "org/b"]);
  });

  it("a function that calls itself for ever is unknown", () => {
    expect(models("f() { vllm serve org/a; f; }; f")).toEqual(["? /bin/bash -c f() { vllm serve org/a; f; }; f"]);
  });
});

/** Orchestrators, the kubelet and other admission webhooks define these in the running container. */
const BY_PLATFORM = [
  "LWS_WORKER_INDEX",
  "LWS_LEADER_ADDRESS",
  "GROVE_PCLQ_POD_INDEX",
  "JOB_COMPLETION_INDEX",
  "RAY_ADDRESS",
  "VC_TASK_INDEX",
  "LOCAL_WORLD_SIZE",
  "AWS_ROLE_ARN",
  "AZURE_CLIENT_ID",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "ETCD_SERVICE_HOST",
  "KUBERNETES_PORT",
  "HOSTNAME",
];

describe.each(BY_PLATFORM)("the undefined variable %s", (name) => {
  it("decides nothing", () => {
    const branches = "then vllm serve org/a; else vllm serve org/b; fi";
    expect(models(`if [ "$${name}" = 0 ]; ${branches}`)).toEqual(["org/a", "org/b"]);
    expect(models(`if [ -n "$${name}" ]; ${branches}`)).toEqual(["org/a", "org/b"]);
    expect(models(`if [ "\${${name}:-0}" = 0 ]; ${branches}`)).toEqual(["org/a", "org/b"]);
    expect(models(`case $${name} in 0) M=org/a;; *) M=org/b;; esac; vllm serve $M`)).toEqual(["? …"]);
    expect(models(`M=(org/a org/b); vllm serve "\${M[\${${name}:-0}]}"`)).toEqual(["? …"]);
  });
});
