import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";

/** Programs that may mention an engine, but start none. */
const INERT = new Set(
  `echo printf : true false test [ [[ pip pip3 pipx which type hash whereis grep egrep fgrep rg cat tee
  head tail less ls cp mv ln rm mkdir touch chmod chown find sed awk export declare local readonly typeset unset set
  alias unalias trap read source . cd pgrep pkill kill killall ps apt apt-get dpkg yum dnf apk man
  logger jq yq dirname basename readlink realpath stat ldd nvidia-smi`.split(/\s+/),
);

/** Programs that read models but serve none: downloads, benchmarks, clients. */
const TOOLS = new Set(
  `huggingface-cli hf aiperf genai-perf genai_perf perf_analyzer perf-analyzer curl wget git aws gsutil gcloud azcopy
  rclone lm_eval lm-eval evalscope guidellm locust k6 model-express-cli modelexpress-cli model-express modelexpress
  model-express-server modelexpress-server`.split(/\s+/),
);
const BENCHMARK = /bench/;

/** Wrappers that are directly followed by the program. */
const PREFIXES = new Set(["exec", "builtin", "nohup", "sudo", "env", "time", "command", UNKNOWN]);
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** Whether the command's program certainly starts nothing. */
export function isInert(argv: readonly string[]): boolean {
  const program = startedProgram(argv) ?? "";
  return INERT.has(lastPart(program)) || (argv[0] === "command" && /^-[vV]$/.test(program));
}

/** The program behind simple wrappers; `undefined` if all words are wrappers or unknown. */
export function startedProgram(argv: readonly string[]): string | undefined {
  return argv.find((word) => !PREFIXES.has(word) && !ASSIGNMENT.test(word));
}

/** Whether the command is a tool that takes `--model` but loads nothing from the cache. */
export function isTool(argv: readonly string[]): boolean {
  const end = argv.findIndex((word) => word.startsWith("--"));
  const words = end < 0 ? argv : argv.slice(0, end);
  return words.some((word) => TOOLS.has(toolName(word)) || BENCHMARK.test(lastPart(word)));
}

/** `-m genai_perf.main` counts as `genai_perf`. */
function toolName(word: string): string {
  const name = lastPart(word);
  const dot = name.indexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

function lastPart(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}
