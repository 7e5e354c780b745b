import { Flow } from "../../state/flow.ts";
import type { State } from "../../state/state.ts";
import type { Status } from "../../state/status.ts";
import { UNKNOWN } from "../../unknown.ts";
import { findFile } from "../redirects.ts";
import type { Call, Shell, Start } from "../shell.ts";
import { baseName } from "./base-name.ts";
import { runEnv } from "./env.ts";
import { FILTERS } from "./filters/table.ts";
import { findShell } from "./find-shell.ts";
import { report, reportUnknown } from "./report.ts";
import { runShell } from "./run-shell.ts";
import { allowExecution, runsUnknownScript, runWritten, writtenFileIn } from "./written-files.ts";
import { runXargs } from "./xargs.ts";

/** Starts an external program: interprets another shell, and reports anything else. */
export function startProgram(call: Call, state: State, shell: Shell): Flow {
  const [name = ""] = call.argv;
  state.status = start(name, call, { state, shell });
  return Flow.next(state);
}

function start(name: string, call: Call, { state, shell }: Start): Status {
  shell.budget.spendWords(call.argv);
  const program = baseName(name);
  const script = name.includes("/") ? findFile(name, state) : undefined;
  if (script !== undefined && state.files.has(script)) return runWritten(script, call, { state, shell });
  if (program === "xargs") return runXargs(call, { state, shell });
  if (program === "env") return runEnv(call, { state, shell });
  if (program === "chmod" && allowExecution(call.argv, state)) {
    report(call, { state, shell });
    return 0;
  }
  const filter = FILTERS.get(program);
  if (filter !== undefined) return runFilter(filter(call.argv.slice(1), state), call, { state, shell });
  return startWrapped(call, { state, shell });
}

/** Starts a program that may itself start a shell: `timeout 10 bash -c SCRIPT`. */
function startWrapped(call: Call, { state, shell }: Start): Status {
  const found = INERT.has(baseName(call.argv[0] ?? "")) ? undefined : findShell(call, state);
  if (found !== undefined) return runShell(found, { state, shell });
  const file = writtenFileIn(call, state);
  if (file !== undefined)
    return runWritten(
      file.path,
      { argv: call.argv.slice(file.at), words: call.words.slice(file.at) },
      { state, shell },
    );
  if (runsUnknownScript(call.argv, state)) shell.budget.isUnread = true;
  return reportUnknown(call, { state, shell });
}

function runFilter(
  result: { output: string; status: Status } | undefined,
  call: Call,
  { state, shell }: Start,
): Status {
  report(call, { state, shell });
  state.write(result?.output ?? UNKNOWN);
  return state.feedsPipe ? undefined : result?.status;
}

/** Programs that may have a shell's name as an argument, but do not start it. */
const INERT = new Set(
  "which whereis grep egrep fgrep rg cat tee head tail less ls cp mv ln rm mkdir touch chmod chown find sed awk pgrep pkill killall ps apt apt-get dpkg yum dnf apk man logger jq yq stat ldd nvidia-smi pip pip3 pipx".split(
    " ",
  ),
);
