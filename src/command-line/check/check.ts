import { type Finding, GROUPS, groupOf, type Level, levelOf } from "../../check/finding.ts";
import { countOf, findingsOf, reportObject } from "../../check/findings/report.ts";
import { observe } from "../../check/observe/observe.ts";
import type { Observed } from "../../check/observed.ts";
import { ConfigError, type ConfigText } from "../../configuration/config.ts";
import type { Settings } from "../../injection/settings.ts";
import type { Installation } from "../../installation/installation.ts";
import { chooseDialer, type Way } from "../choose-dialer.ts";
import type { ExplainOutput } from "../explain/explain.ts";
import { EXIT } from "../failure.ts";
import { configTextOf } from "../installed-config.ts";
import { type ClusterOptions, type OpenCluster, withCluster } from "../open-cluster.ts";
import { progressOn } from "../progress.ts";
import type { Colors, Terminal } from "../terminal.ts";

export interface CheckOptions extends ClusterOptions {
  /** Only this namespace. */
  readonly namespace?: string | undefined;
  /** Problems only. */
  readonly quiet: boolean;
  /** All that is as it should be, a line each. */
  readonly all: boolean;
  readonly connect: Way;
  readonly readSettings: (installed: ConfigText | undefined) => Settings;
  readonly output: ExplainOutput;
}

/** Looks at everything that Model Express needs in a cluster. Returns the exit code. */
export function check(options: CheckOptions, terminal: Terminal): Promise<number> {
  return withCluster(options, async (cluster) => {
    const { observed, settings } = await look(options, cluster, terminal);
    const findings = findingsOf(observed);
    if (options.output === "json") terminal.out(jsonOf(observed, settings));
    else terminal.out(textOf(findings, options, terminal.colors));
    return countOf(findings, "problem") > 0 ? EXIT.problem : EXIT.ok;
  });
}

async function look(
  options: CheckOptions,
  cluster: OpenCluster,
  terminal: Terminal,
): Promise<{ readonly observed: Observed; readonly settings: Settings }> {
  const progress = progressOn(terminal);
  const { reader, client } = cluster;
  const observation = {
    reader,
    dialer: await chooseDialer(options.connect, cluster),
    namespace: options.namespace,
    settingsOf: (installation: Installation) => usableSettings(options, installation),
    now: () => client.clock.now(),
    tell: progress.tell,
  };
  const observed = await observe(observation).finally(progress.end);
  return { observed, settings: usableSettings(options, observed.installation).settings };
}

function jsonOf(observed: Observed, { clusterDomain }: Settings): string {
  return `${JSON.stringify(reportObject(observed, clusterDomain), null, 2)}\n`;
}

/** The webhook does not start with a broken configuration; what it would do with the default one is still worth knowing. */
function usableSettings(
  { readSettings }: CheckOptions,
  installation: Installation,
): { settings: Settings; problem?: string } {
  const installed = configTextOf(installation);
  try {
    return { settings: readSettings(installed) };
  } catch (error) {
    if (!(error instanceof ConfigError) || installed === undefined) throw error;
    return { settings: readSettings(undefined), problem: error.message };
  }
}

/** Problems first; of what is as it should be a count for each group, unless all of it is asked for. */
function textOf(findings: readonly Finding[], { quiet, all }: CheckOptions, colors: Colors): string {
  const shown = LEVELS.filter((level) => level === "problem" || !quiet).flatMap((level) => {
    const ofLevel = findings.filter((finding) => levelOf(finding) === level);
    if (ofLevel.length === 0) return [];
    if (level === "ok" && !all) return [colors.bold(TITLES[level]), ...countLines(ofLevel, colors), ""];
    return [colors.bold(TITLES[level]), ...ofLevel.map((finding) => lineOf(finding, colors)), ""];
  });
  return `${[...shown, summary(findings, colors)].join("\n")}\n`;
}

const LEVELS = ["problem", "unchecked", "note", "ok"] as const;

const TITLES: Readonly<Record<Level, string>> = {
  problem: "Problems",
  unchecked: "Not checked",
  note: "Worth knowing",
  ok: "As it should be",
};

function countLines(findings: readonly Finding[], colors: Colors): readonly string[] {
  const lines = GROUPS.flatMap((group) => {
    const count = findings.filter((finding) => groupOf(finding) === group).length;
    return count === 0 ? [] : [`  ${colors.green("✓")} ${group}: ${count}`];
  });
  return [...lines, colors.dim("  (--all lists them)")];
}

function lineOf(finding: Finding, colors: Colors): string {
  const { mark, paint } = markOf(levelOf(finding), colors);
  const code = levelOf(finding) === "problem" ? ` ${colors.dim(`(${finding.code})`)}` : "";
  return `  ${paint(mark)} ${finding.subject}: ${finding.message}${code}`;
}

function markOf(level: Level, colors: Colors): { readonly mark: string; readonly paint: (text: string) => string } {
  switch (level) {
    case "ok":
      return { mark: "✓", paint: colors.green };
    case "note":
      return { mark: "–", paint: colors.cyan };
    case "unchecked":
      return { mark: "?", paint: colors.yellow };
    case "problem":
      return { mark: "✗", paint: colors.red };
  }
}

function summary(findings: readonly Finding[], colors: Colors): string {
  const problems = countOf(findings, "problem");
  const unchecked = countOf(findings, "unchecked");
  const rest = unchecked === 0 ? "" : `, ${unchecked} not checked`;
  if (problems === 0) return colors.green(`No problem found${rest}.`);
  return colors.red(`${problems} ${problems === 1 ? "problem" : "problems"} found${rest}.`);
}
