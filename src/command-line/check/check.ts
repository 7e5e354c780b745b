import { countFindings, isNothingChecked, listFindings, reportObject } from "../../check/findings/report.ts";
import { observe } from "../../check/observe/observe.ts";
import type { Observed } from "../../check/observed.ts";
import type { ConfigText } from "../../configuration/config.ts";
import { ConfigError } from "../../configuration/config-error.ts";
import type { Settings } from "../../injection/settings.ts";
import type { Installation } from "../../installation/installation.ts";
import { requireNamespace } from "../absent-object.ts";
import { chooseDialer, type Way } from "../choose-dialer.ts";
import { EXIT } from "../failure.ts";
import { readConfigText } from "../installed-config.ts";
import { type ClusterOptions, type OpenCluster, withCluster } from "../open-cluster.ts";
import type { Output } from "../outputs.ts";
import { progressOn } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { type ReportStyle, reportText } from "./report-text.ts";

export interface CheckOptions extends ClusterOptions, ReportStyle {
  /** Limits the check to this namespace. */
  readonly namespace?: string | undefined;
  readonly connect: Way;
  readonly readSettings: (installed: ConfigText | undefined) => Settings;
  readonly output: Output;
}

/** Checks everything that Model Express needs in a cluster. Returns the exit code. */
export function check(options: CheckOptions, terminal: Terminal): Promise<number> {
  return withCluster(options, async (cluster) => {
    if (options.namespace !== undefined) await requireNamespace(cluster.reader, options.namespace);
    const { observed, settings } = await look(options, cluster, terminal);
    const findings = listFindings(observed);
    if (options.output === "json") terminal.out(formatJson(observed, settings));
    else terminal.out(reportText(findings, options, terminal.colors));
    if (isNothingChecked(findings)) return EXIT.failed;
    return countFindings(findings, "problem") > 0 ? EXIT.problem : EXIT.ok;
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
    report: (what: string) => progress.report(`looking at ${what} …`),
  };
  const observed = await observe(observation).finally(progress.end);
  return { observed, settings: usableSettings(options, observed.installation).settings };
}

function formatJson(observed: Observed, { clusterDomain }: Settings): string {
  return `${JSON.stringify(reportObject(observed, clusterDomain), null, 2)}\n`;
}

/** With an invalid configuration the webhook does not start. The decisions with the default one are still useful. */
function usableSettings(
  { readSettings }: CheckOptions,
  installation: Installation,
): { settings: Settings; problem?: string } {
  const installed = readConfigText(installation);
  try {
    return { settings: readSettings(installed) };
  } catch (error) {
    if (!(error instanceof ConfigError) || installed === undefined) throw error;
    return { settings: readSettings(undefined), problem: error.message };
  }
}
