import type { CachedModel } from "../../prefetch/cached-models.ts";
import { formatModelName } from "../../prefetch/model-name.ts";
import { PROGRAM } from "../format-command.ts";

/** The cache of one instance. */
export interface InstanceModels {
  readonly namespace: string;
  readonly name: string;
  readonly models: readonly CachedModel[];
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const HEADER = ["MODEL", "PHASE", "SIZE", "COMMIT", "PODS", "MESSAGE"];

/** A table for each instance, or a block for each model where the table is wider than the terminal. */
export function formatModels(instances: readonly InstanceModels[], columns = Number.POSITIVE_INFINITY): string {
  return instances.map((instance) => formatInstance(instance, columns)).join("\n");
}

function formatInstance({ namespace, name, models }: InstanceModels, columns: number): string {
  const title = `ModelExpress ${namespace}/${name}\n`;
  const prefetch = `${PROGRAM} prefetch MODEL -n ${namespace} --instance ${name}`;
  if (models.length === 0) return `${title}  no models: list some in spec.models, or run: ${prefetch}\n`;
  const rows = [HEADER, ...models.map(formatRow)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
  const isTooWide = lines.some((line) => line.length > columns);
  return `${title}${(isTooWide ? rows.slice(1).flatMap(formatBlock) : lines).map((line) => `${line}\n`).join("")}`;
}

function formatBlock([name = "", ...cells]: readonly string[]): readonly string[] {
  const named = cells.flatMap((cell, index) =>
    cell === "" ? [] : [`    ${(HEADER[index + 1] ?? "").toLowerCase()}: ${cell}`],
  );
  return [`  ${name}`, ...named];
}

function formatRow(model: CachedModel): readonly string[] {
  const { phase, bytes, resolvedRevision = "", pods, message = "", isListed } = model;
  const name = `${formatModelName(model)}${isListed ? "" : " (not listed)"}`;
  return [name, phase, formatBytes(bytes), resolvedRevision.slice(0, 12), String(pods.length), message];
}

/** Such as `1.5 GiB`; a dash where it is not known. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return "-";
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const amount = bytes / 1024 ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${UNITS[power]}`;
}
