import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { type Cause, safeWord } from "./cause.ts";
import { baseName } from "./engine.ts";

/** Programs that certainly download nothing, and start nothing that does. */
const HARMLESS = words(`
  : [ [[ alias awk basename break cat cd chmod chown comm continue cp cut date declare df dig dirname du echo egrep etcd exit expr
  export false fgrep free getent getopts grep hash head hostname ibstat ibv_devices ibv_devinfo id ip jq kill
  killall ldconfig ldd less let ln local logger ls lscpu lsof man mapfile mkdir mktemp mv nats-server nc netstat
  nproc nslookup nvidia-smi pgrep ping pkill popd printenv printf ps pushd pwd read readarray readlink readonly
  realpath return rm rmdir sed seq set shift shopt sleep sort sshd ssh-keygen stat stty sync sysctl tail tee test
  top touch tr trap true type typeset ulimit umask unalias uname uniq unset uptime wait wc whereis which whoami yq
`);

/** Programs that start the engine after their own arguments (`nsys profile`). */
const WRAPPERS = words(`
  builtin catatonit chrt command ddtrace-run dumb-init env exec gosu ionice launch mpiexec mpirun ncu nice nohup nsys
  numactl opentelemetry-instrument orterun prterun profile setpriv setsid srun stdbuf su-exec sudo taskset time timeout
  tini torchrun trtllm-llmapi-launch unbuffer
`);
const PYTHON = /^python(?:3(?:\.\d+)?)?$/;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** An `mpirun` parameter with two values: `--mca pml ob1`. */
const PAIR = /^--?(?:mca|gmca|omca|prtemca|pmixmca)$/;
const NUMBER = /^\d[\w.,:]*$/;
const SCRIPT = /\.(?:sh|bash|py)$/;

/** Why the words before an engine or a shell may download; `undefined` if they are only wrappers. */
export function causeInWrapper(words: readonly string[], hasCommand = true): Cause | undefined {
  const bad = words.find((word, at) => {
    return !isWrapper(word, words[at - 1] ?? "", at === 0 && !hasCommand) && !PAIR.test(words[at - 2] ?? "");
  });
  return bad === undefined ? undefined : program(bad);
}

/** The image's own entry point is assumed to run its arguments (`exec "$@"`). */
function isWrapper(word: string, before: string, isEntrypoint: boolean): boolean {
  if (isEntrypoint) return true;
  if (!isKnown(word)) return ASSIGNMENT.test(word) || before.startsWith("-");
  const name = baseName(word);
  if (WRAPPERS.has(name) || PYTHON.test(name) || ASSIGNMENT.test(word) || word.startsWith("-")) return true;
  return NUMBER.test(word) || (before.startsWith("-") && !SCRIPT.test(word));
}

/** Why a command that starts no engine may download. */
export function causeInProgram(argv: readonly string[]): Cause | undefined {
  const at = argv.findIndex((word) => !SIMPLE_WRAPPERS.has(baseName(word)) && !ASSIGNMENT.test(word));
  const word = argv[at];
  if (word === undefined || /^command -[vV]/.test(argv.slice(0, 2).join(" "))) return undefined;
  const name = baseName(word);
  const isHarmless = EXCEPTIONS.get(name)?.(argv.slice(at + 1)) ?? HARMLESS.has(name);
  return isHarmless ? undefined : program(word);
}

/** Programs that are harmless with certain arguments. */
const EXCEPTIONS: ReadonlyMap<string, (args: readonly string[]) => boolean> = new Map([
  ["ray", ([command = ""]: readonly string[]) => /^(?:start|stop|status)$/.test(command)],
  ["find", (args: readonly string[]) => !args.some((word) => /^-(?:exec|ok)/.test(word))],
  // Scripts of virtual environments.
  [".", isActivation],
  ["source", isActivation],
]);

function isActivation([file = ""]: readonly string[]): boolean {
  return file.endsWith("/bin/activate");
}

/** Wrappers without arguments of their own. */
const SIMPLE_WRAPPERS = words("builtin command env exec nohup sudo time");
function program(word: string): Cause {
  return { word: isKnown(word) ? safeWord(baseName(word)) : "a program of unknown name", why: "program" };
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ""));
}
