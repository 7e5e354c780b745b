import { execFileSync } from "node:child_process";

/** Times are whole seconds since the epoch. */
export interface Question {
  readonly expression: string;
  readonly series: readonly Series[];
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Time and value. */
  readonly samples: readonly (readonly [number, number])[];
}

/** What Prometheus' engine makes of each question: of each series, the times and values that it has. */
export function evaluate(binary: string, questions: readonly Question[]): readonly (readonly Series[])[] {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const output = execFileSync(binary, { input, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return output
    .trim()
    .split("\n")
    .map((line) => seriesIn(JSON.parse(line) as Answer));
}

interface Answer {
  readonly series: readonly { readonly labels: Series["labels"]; readonly samples: readonly [string, string][] }[];
  readonly error?: string;
}

function seriesIn({ series, error }: Answer): readonly Series[] {
  if (error !== undefined) throw new Error(error);
  return series.map(({ labels, samples }) => ({
    labels,
    samples: samples.map(([time, value]) => [Number(time), Number(value)] as const),
  }));
}
