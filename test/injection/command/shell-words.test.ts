// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import { describe, expect, it } from "vitest";
import { modelsOf, modelsOfScript } from "./detect.ts";

const env = { MODEL: "org/env", EMPTY: "", TWO: "org/one --port 80", DIR: "/models", NESTED: "$(MODEL)-v2" };
const models = (script: string, more: object = {}) => modelsOfScript(script, { env, ...more });

describe("quoting", () => {
  it.each([
    ["single quotes", "vllm serve 'org/x'", ["org/x"]],
    ["double quotes", 'vllm serve "org/x"', ["org/x"]],
    ["quotes within a word", "vllm serve o'r'g\"/\"x", ["org/x"]],
    ["a backslash", "vllm serve org\\/x", ["org/x"]],
    ["$'…'", "vllm serve $'org\\x2fx'", ["org/x"]],
    ["$'…' with an apostrophe", "vllm serve $'org\\'x'", ["? org'x"]],
    ['$"…"', 'vllm serve $"org/x"', ["org/x"]],
    ["a line continuation", "vllm \\\n  serve \\\n  org/x", ["org/x"]],
    ["a line continuation within a word", "vllm serve org/\\\nx", ["org/x"]],
    ["a line continuation in double quotes", 'vllm serve "org/\\\nx"', ["org/x"]],
    ["no variable in single quotes", "vllm serve '$MODEL'", ["? $MODEL"]],
    ["an escaped dollar", 'vllm serve "\\$MODEL"', ["? $MODEL"]],
    ["a blank in quotes", "vllm serve 'org/x y'", ["? org/x y"]],
    ["an empty word", "vllm serve '' org/x", ["? "]],
    ["a lone backslash, which cuts the arguments off", "python3 -m dynamo.vllm \\\\\n --model org/x", ["? \\"]],
  ])("%s", (_, script, expected) => {
    expect(models(script)).toEqual(expected);
  });
});

describe("text outside of the command", () => {
  it.each([
    ["a comment", "vllm serve org/x # org/y"],
    ["a comment with an apostrophe", "# don't\nvllm serve org/x # it's\n"],
    ["a redirection in front", "> /log 2>&1 vllm serve org/x"],
    ["a redirection in between", "vllm serve 2>/dev/null org/x"],
    ["a redirection behind", "vllm serve org/x >>/log 2>&1 </dev/null"],
    ["both streams", "vllm serve &>/log org/x"],
    ["a here-string", 'vllm serve <<<"org/y" org/x'],
    ["a here-document", "cat <<EOF\nvllm serve 'org/y\nEOF\nvllm serve org/x"],
    ["a quoted here-document without its tabs", "cat <<-'E O'\n\tit's\n\tE O\nvllm serve org/x"],
    ["two here-documents on a line", "cat <<A <<B\n'\nA\n\"\nB\nvllm serve org/x"],
    ["a process substitution", "vllm serve org/x 2> >(tee /log) < <(echo ')')"],
    ["arithmetic", "(( N << 2 )); vllm serve org/x --node-rank $(( (N + 1) * 2 ))"],
    ["a test with a pattern", "[[ $A =~ ^(a|b)$ && $B < c ]] && vllm serve org/x"],
    ["a substitution with quotes", `X="$(echo "a)b" | sed 's/)//')" vllm serve org/x`],
    ["a substitution with a case", "X=$(case $A in a) echo 1;; (b) echo 2;; esac) vllm serve org/x"],
    ["a substitution with a comment", "X=$(echo 1 # it's\n) vllm serve org/x"],
    ["a substitution with a here-document", "X=$(cat <<E\n)'\nE\n) vllm serve org/x"],
    ["nested substitutions", 'X=$(echo "$(echo "$(echo ")")")") vllm serve org/x'],
    ["backticks", "X=`echo '` vllm serve org/x; Y=`date`"],
    ["a coprocess of words", "vllm serve org/x --rank ${HOSTNAME##*-}"],
  ])("%s", (_, script) => {
    expect(models(script)).toEqual(["org/x"]);
  });
});

describe("anything that needs evaluation is unknown", () => {
  it.each([
    ["a command substitution", "vllm serve $(cat /model)", ["? …"]],
    ["a quoted command substitution", 'vllm serve "$(cat "/model")"', ["? …"]],
    ["backticks", "vllm serve `cat /model`", ["? …"]],
    ["a glob", "vllm serve org/*", ["? org/…"]],
    ["a class", "vllm serve org/[ab]", ["? org/…ab…"]],
    ["a question mark", "vllm serve org/?", ["? org/…"]],
    ["a process substitution", "vllm serve --model <(cat /model)", ["? /dev/fd/…0"]],
    ["a process's number", "vllm serve org/m$!", ["? org/m…"]],
    ["a list from a file", "python3 -m dynamo.vllm $(cat /args)", ["? …"]],
  ])("%s", (_, script, expected) => {
    expect(models(script)[0]?.replace(/…+/g, "…")).toEqual(expected[0]);
  });

  it("elsewhere in the command it does no harm", () => {
    const script =
      "python3 -m dynamo.vllm --rank $((${HOSTNAME##*-} % 4)) --host $(hostname -i) --model org/x --f `date`";
    expect(models(script)).toEqual(["org/x"]);
  });
});

describe("parameters", () => {
  it.each([
    ["$NAME", "vllm serve $MODEL", ["org/env"]],
    ["${NAME}", "vllm serve ${MODEL}-v2", ["org/env-v2"]],
    ['"${NAME}"', 'vllm serve "${DIR}/x"', ["local /models/x"]],
    ["one that is not set", "vllm serve $UNSET", ["? /bin/bash -c vllm serve $UNSET"]],
    ["${NAME:-default} with a value", "vllm serve ${MODEL:-org/d}", ["org/env"]],
    ["${NAME:-default} without one", "vllm serve ${UNSET:-org/d}", ["org/d"]],
    ["${NAME:-default} with an empty one", "vllm serve ${EMPTY:-org/d}", ["org/d"]],
    ["${NAME-default} with an empty one", "vllm serve ${EMPTY-org/d} org/x", ["org/x"]],
    ["${NAME-default} without one", "vllm serve ${UNSET-org/d}", ["org/d"]],
    ["a quoted default", `vllm serve "\${UNSET:-"org/d"}"`, ["org/d"]],
    ["a default in single quotes", "vllm serve ${UNSET:-'org/d'}", ["org/d"]],
    ["a default of a variable", "vllm serve ${UNSET:-${ALSO:-$MODEL}}", ["org/env"]],
    ["a default with flags", "vllm serve ${UNSET:-org/d --revision v1}", ["org/d@v1"]],
    ["${NAME:=default}", ': "${UNSET:=org/d}"; vllm serve $UNSET', ["org/d"]],
    ["${NAME=default}", ": ${EMPTY=org/d}; vllm serve $EMPTY org/x", ["org/x"]],
    ["${NAME:+other} with a value", "vllm serve ${MODEL:+org/o}", ["org/o"]],
    ["${NAME:+other} with an empty one", "vllm serve ${EMPTY:+org/o} org/x", ["org/x"]],
    ["${NAME+other} with an empty one", "vllm serve ${EMPTY+org/o}", ["org/o"]],
    ["${NAME+other} without one", "vllm serve ${UNSET+org/o} org/x", ["org/x"]],
    ["${NAME:?message} with a value", 'vllm serve "${MODEL:?is not set}"', ["org/env"]],
    [
      "${NAME:?message} without one",
      'vllm serve "${UNSET:?is not set}"',
      ['? /bin/bash -c vllm serve "${UNSET:?is not set}"'],
    ],
    ["an unquoted one is split", "python3 -m dynamo.vllm --model $TWO", ["org/one"]],
    ["a quoted one is not", 'python3 -m dynamo.vllm --model "$TWO"', ["? org/one --port 80"]],
    ["an unquoted empty one vanishes", "vllm serve $EMPTY org/x", ["org/x"]],
    ["a quoted empty one does not", 'vllm serve "$EMPTY" org/x', ["? "]],
    ["what is always set has no default", "vllm serve ${HOME:-/root}/x", ["? …/x"]],
    ["one of Kubernetes", "vllm serve $(MODEL)", ["org/env"]],
    ["one of Kubernetes in another", "vllm serve $NESTED", ["org/env-v2"]],
    ["an escaped one of Kubernetes", "vllm serve $$MODEL", ["org/env"]],
    ["one of Kubernetes that is not set", "vllm serve $(UNSET)", ["? …"]],
  ])("%s", (_, script, expected) => {
    expect(models(script)).toEqual(expected);
  });

  it("with envFrom, a default may not apply", () => {
    expect(models("vllm serve ${UNSET:-org/d}", { hasEnvFrom: true })).toEqual(["? …"]);
    expect(models("vllm serve ${MODEL:-org/d}", { hasEnvFrom: true })).toEqual(["org/env"]);
    expect(models(": ${UNSET:=org/d}; vllm serve $UNSET", { hasEnvFrom: true })).toEqual(["? …"]);
  });

  it("a value from elsewhere is unknown, and so is whether it is empty", () => {
    const secret = { valueFrom: ["SECRET"] };
    expect(models("vllm serve $SECRET", secret)).toEqual(["? …"]);
    expect(models("vllm serve ${SECRET:-org/d}", secret)).toEqual(["? …"]);
    expect(models("vllm serve ${SECRET:+org/o}", secret)).toEqual(["? …"]);
  });

  it("in exec form only Kubernetes expands", () => {
    const command = ["vllm", "serve"];
    expect(modelsOf({ command, args: ["$(MODEL)"], env })).toEqual(["org/env"]);
    expect(modelsOf({ command, args: ["$MODEL"], env })).toEqual(["? $MODEL"]);
    expect(modelsOf({ command, args: ["$(UNSET)"], env })).toEqual(["? …"]);
  });
});

describe("positional parameters", () => {
  it.each([
    ["$1", 'vllm serve "$1"', ["org/1"]],
    ['"$@"', 'vllm serve "$@"', ["org/1@v1"]],
    ["$@ after a flag", "python3 -m dynamo.vllm --model $@", ["org/1@v1"]],
    ['"$*"', 'vllm serve "$*"', ["? org/1 --revision v1"]],
    ["${1}", "vllm serve ${1}", ["org/1"]],
    ["${9:-default}", "vllm serve ${9:-org/d}", ["org/d"]],
    ["shift", "shift 2; vllm serve org/s --revision $1", ["org/s@v1"]],
    ["set --", "set -- serve org/s; vllm $@", ["org/s"]],
    ["in a function", 'f() { vllm serve "$1"; }; f org/f', ["org/f"]],
    ["after a function", 'f() { :; }; f org/f; vllm serve "$1"', ["org/1"]],
    ["$0", "vllm serve $0", ["org/0"]],
  ])("%s", (_, script, expected) => {
    expect(modelsOf({ command: ["bash", "-c", script, "org/0", "org/1", "--revision", "v1"] })).toEqual(expected);
  });
});

describe("nested shells", () => {
  it.each([
    ["with options in a cluster", ["bash", "-lc", "vllm serve org/x"]],
    ["with -euxo pipefail", ["/bin/bash", "-euxo", "pipefail", "-c", "vllm serve org/x"]],
    ["with an option's name in the same cluster", ["bash", "-eoc", "pipefail", "vllm serve org/x"]],
    ["with long options", ["bash", "--login", "--rcfile", "/rc", "-c", "vllm serve org/x"]],
    ["with options behind -c", ["bash", "-c", "-e", "--", "vllm serve org/x"]],
    ["behind a wrapper", ["tini", "--", "sh", "-c", "vllm serve org/x"]],
    ["of busybox", ["busybox", "sh", "-c", "vllm serve org/x"]],
    ["two deep", ["sh", "-c", "exec bash -c 'vllm serve org/x'"]],
    ["three deep", ["sh", "-c", `sh -c "sh -c 'vllm serve org/x'"`]],
    ["with its script in a variable", ["sh", "-c", `S='vllm serve org/x'; sh -c "$S"`]],
    ["with variables of env", ["env", "M=org/x", "sh", "-c", "vllm serve $M"]],
    ["with variables of mpirun", ["mpirun", "-x", "M=org/x", "bash", "-c", "vllm serve $M"]],
    ["with a variable in front", ["sh", "-c", "M=org/x sh -c 'vllm serve $M'"]],
    ["with an exported variable", ["sh", "-c", "export M=org/x; sh -c 'vllm serve $M'"]],
    ["with a variable that is exported first", ["sh", "-c", "export M; M=org/x; sh -c 'vllm serve $M'"]],
    ["with set -a", ["sh", "-c", "set -a; M=org/x; set +a; sh -c 'vllm serve $M'"]],
    ["with set -o allexport", ["sh", "-c", "set -o allexport; M=org/x; sh -c 'vllm serve $M'"]],
    ["with declare -x", ["bash", "-c", "declare -x M=org/x; sh -c 'vllm serve $M'"]],
    ["ash", ["ash", "-c", "vllm serve org/x"]],
    ["with arguments", ["sh", "-c", 'exec "$@"', "--", "vllm", "serve", "org/x"]],
  ])("%s", (_, command) => {
    expect(modelsOf({ command })).toEqual(["org/x"]);
  });

  it("do not see unexported variables", () => {
    expect(models("M=org/x; sh -c 'vllm serve $M org/y'")).toEqual(["org/y"]);
    expect(models("export M=org/x; export -n M; sh -c 'vllm serve $M org/y'")).toEqual(["org/y"]);
  });

  it("see a variable of the container that the script changed", () => {
    expect(models("MODEL=org/x; sh -c 'vllm serve $MODEL'")).toEqual(["org/x"]);
  });

  it("are followed to a depth of eight", () => {
    const nest = (script: string) => `sh -c '${script.replaceAll("'", "'\\''")}'`;
    let script = "vllm serve org/x";
    for (let depth = 1; depth < 8; depth++) script = nest(script);
    expect(modelsOf({ command: ["sh", "-c", script] })).toEqual(["org/x"]);
  });
});

describe("unreadable scripts", () => {
  it.each([
    ["counts up to there", "vllm serve org/x\nvllm serve 'org/y", ["org/x"]],
    ["is unknown within a command", "vllm serve org/x --a 'b", ["? /bin/bash -c vllm serve org/x --a 'b"]],
    [
      "is unknown in an open branch",
      "if true; then vllm serve org/x",
      ["? /bin/bash -c if true; then vllm serve org/x"],
    ],
    [
      "is unknown if the engine stands behind",
      "echo 'oops\nvllm serve org/x",
      ["? /bin/bash -c echo 'oops vllm serve org/x"],
    ],
    ["is unknown if the model stands behind", 'vllm serve "org/x', ['? /bin/bash -c vllm serve "org/x']],
    ["is nothing without an engine", "echo 'oops", []],
  ])("%s", (_, script, expected) => {
    expect(models(script)).toEqual(expected);
  });
});
