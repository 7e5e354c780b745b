/** A line of the Prometheus text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of one metric: histograms have `_bucket`, `_sum` and `_count`. */
export function samplesOf(text: string, name: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => {
      const [, labels = "", value] = /^[^{ ]+(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
      return { name, labels: labelsIn(labels), value: Number(value) };
    });
}

/** The sum of a metric's samples that carry these labels. */
export function total(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samplesOf(text, name)
    .filter((sample) => carries(sample, labels))
    .reduce((sum, { value }) => sum + value, 0);
}

/** A histogram's quantile as Prometheus' `histogram_quantile` estimates it, in the histogram's unit. */
export function quantile(buckets: readonly Sample[], q: number): number {
  const sorted = buckets
    .map(({ labels, value }) => ({ bound: boundOf(labels["le"]), count: value }))
    .sort((a, b) => a.bound - b.bound);
  const rank = q * (sorted.at(-1)?.count ?? 0);
  const index = sorted.findIndex(({ count }) => count >= rank);
  const { bound: upper, count } = sorted[index] ?? { bound: Number.NaN, count: 0 };
  const { bound: lower, count: below } = sorted[index - 1] ?? { bound: 0, count: 0 };
  return upper === Number.POSITIVE_INFINITY ? lower : lower + ((upper - lower) * (rank - below)) / (count - below);
}

/** The buckets of a histogram that carry these labels. */
export function bucketsOf(text: string, name: string, labels: Readonly<Record<string, string>>): Sample[] {
  return samplesOf(text, `${name}_bucket`).filter((sample) => carries(sample, labels));
}

/** What a histogram's buckets have counted since an earlier look at them. */
export function difference(buckets: readonly Sample[], earlier: readonly Sample[]): Sample[] {
  const counts = new Map(earlier.map(({ labels, value }) => [labels["le"], value]));
  return buckets.map((bucket) => ({ ...bucket, value: bucket.value - (counts.get(bucket.labels["le"]) ?? 0) }));
}

function carries({ labels }: Sample, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key, value]));
}

function boundOf(le: string | undefined): number {
  return le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
}
