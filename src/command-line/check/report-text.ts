import { chooseGroup, chooseLevel, type Finding, GROUPS, type Level } from "../../check/finding.ts";
import { countFindings, isNothingChecked } from "../../check/findings/report.ts";
import type { Colors } from "../terminal.ts";
import { foldNamespaces } from "./fold-namespaces.ts";

export interface ReportStyle {
  /** Whether to print problems only. */
  readonly quiet: boolean;
  /** Whether to list every finding, with one line for each namespace where everything is as expected. */
  readonly all: boolean;
}

const LEVELS = ["problem", "unchecked", "note", "ok"] as const;

const TITLES: Readonly<Record<Level, string>> = {
  problem: "Problems",
  unchecked: "Not checked",
  note: "Worth knowing",
  ok: "As expected",
};

/**
 * Problems first. What is as expected is counted by group, and of many similar findings only the first are listed, to
 * fit on a screen.
 */
export function reportText(findings: readonly Finding[], style: ReportStyle, colors: Colors): string {
  const levels = LEVELS.filter((level) => level === "problem" || !style.quiet);
  const shown = levels.flatMap((level) => levelLines(level, findings, style, colors));
  return `${[...shown, summary(findings, colors)].join("\n")}\n`;
}

function levelLines(
  level: Level,
  findings: readonly Finding[],
  { all }: ReportStyle,
  colors: Colors,
): readonly string[] {
  const ofLevel = findings.filter((finding) => chooseLevel(finding) === level);
  if (ofLevel.length === 0) return [];
  const title = colors.bold(TITLES[level]);
  if (level !== "ok") return [title, ...(all ? formatFindings(ofLevel, colors) : firstLines(ofLevel, colors)), ""];
  if (!all) return [title, ...countLines(ofLevel, colors), ""];
  return [title, ...formatFindings(foldNamespaces(findings), colors), ""];
}

function formatFindings(findings: readonly Finding[], colors: Colors): readonly string[] {
  return findings.map((finding) => formatFinding(finding, colors));
}

/** Per code. */
const MOST_ALIKE = 8;

function firstLines(findings: readonly Finding[], colors: Colors): readonly string[] {
  const byCode = Map.groupBy(findings, ({ code }) => code);
  return [...byCode].flatMap(([code, alike]) => {
    const more = alike.length - MOST_ALIKE;
    const rest = more <= 0 ? [] : [colors.dim(`  … and ${more} more (${code}): --all lists them`)];
    return [...formatFindings(alike.slice(0, MOST_ALIKE), colors), ...rest];
  });
}

function countLines(findings: readonly Finding[], colors: Colors): readonly string[] {
  const lines = GROUPS.flatMap((group) => {
    const count = findings.filter((finding) => chooseGroup(finding) === group).length;
    return count === 0 ? [] : [`  ${colors.green("✓")} ${group}: ${count}`];
  });
  return [...lines, colors.dim("  (--all lists them)")];
}

function formatFinding(finding: Finding, colors: Colors): string {
  const { mark, paint } = chooseMark(chooseLevel(finding), colors);
  const code = chooseLevel(finding) === "problem" ? ` ${colors.dim(`(${finding.code})`)}` : "";
  return `  ${paint(mark)} ${finding.subject}: ${finding.message}${code}`;
}

function chooseMark(level: Level, colors: Colors): { readonly mark: string; readonly paint: (text: string) => string } {
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
  const problems = countFindings(findings, "problem");
  const unchecked = countFindings(findings, "unchecked");
  if (isNothingChecked(findings))
    return colors.red(`Nothing could be checked: ${unchecked} questions without an answer.`);
  const rest = unchecked === 0 ? "" : `, ${unchecked} not checked`;
  if (problems === 0) return colors.green(`No problem found${rest}.`);
  return colors.red(`${problems} ${problems === 1 ? "problem" : "problems"} found${rest}.`);
}
