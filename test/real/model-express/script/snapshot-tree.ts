import { execFileSync } from "node:child_process";
import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { COMMIT, type PullVolume } from "./run-pull.ts";

/** One thing that is odd about a snapshot, and what a careful reader concludes from it. */
export interface Oddity {
  readonly name: string;
  /** `broken`: lacks something for certain. `undelivered`: lacks what Model Express never delivers. `odd`: may be whole, but nothing proves it. */
  readonly verdict: "whole" | "odd" | "undelivered" | "broken";
  readonly apply: (volume: PullVolume) => Promise<unknown>;
  readonly without?: readonly string[];
}

const SHARDS = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"] as const;
const INDEX = "model.safetensors.index.json";
const index = (names: readonly string[], end = "\n") =>
  [
    "{",
    '"metadata": {},',
    '"weight_map": {',
    names.map((name, at) => `"layer.${at}": "${name}"`).join(`,${end}`),
    "}",
    "}",
  ].join(end);

const FILES: Readonly<Record<string, string | Buffer>> = {
  "config.json": '{"architectures": ["LlamaForCausalLM"]}',
  "tokenizer.json": "{}",
  "tokenizer_config.json": "{}",
  [INDEX]: index(SHARDS),
  [SHARDS[0]]: safetensors(),
  [SHARDS[1]]: safetensors(),
};

const put = (name: string, text: string) => (volume: PullVolume) => writeFile(join(volume.snapshot, name), text);

export const ODDITIES: readonly Oddity[] = [
  { name: "nothing", verdict: "whole", apply: async () => {} },
  { name: "a file that nothing names", verdict: "whole", apply: put("notes of mine.txt", "x") },
  { name: "a sub-folder", verdict: "whole", apply: (volume) => mkdir(join(volume.snapshot, "original")) },
  { name: "an index with CRLF", verdict: "whole", without: [INDEX], apply: put(INDEX, index(SHARDS, "\r\n")) },
  {
    name: "a shard with a space in its name",
    verdict: "whole",
    without: [INDEX],
    apply: async (volume) => {
      await put(INDEX, index([...SHARDS, "the third.safetensors"]))(volume);
      await put("the third.safetensors", "x")(volume);
    },
  },
  { name: "no weight map, all shards", verdict: "whole", without: [INDEX], apply: async () => {} },
  { name: "PyTorch weights", verdict: "whole", without: [INDEX, ...SHARDS], apply: put("pytorch_model.bin", "x") },
  {
    name: "modules with folders and a normalisation without",
    verdict: "whole",
    apply: async (volume) => {
      await put("modules.json", '[{"path": ""}, {"path": "1_Pooling"}, {"path": "2_Normalize"}]')(volume);
      await mkdir(join(volume.snapshot, "1_Pooling"));
    },
  },
  { name: "no tokenizer", verdict: "odd", without: ["tokenizer.json", "tokenizer_config.json"], apply: async () => {} },
  { name: "no settings of the tokenizer", verdict: "odd", without: ["tokenizer_config.json"], apply: async () => {} },
  { name: "no config.json", verdict: "odd", without: ["config.json"], apply: async () => {} },
  { name: "no weights", verdict: "undelivered", without: [INDEX, ...SHARDS], apply: async () => {} },
  {
    name: "a pipeline whose folders are missing",
    verdict: "undelivered",
    apply: put(
      "model_index.json",
      '{\n "_class_name": "X",\n "safety": [null, null],\n "vae": [\n  "diffusers",\n  "VAE"\n ]\n}',
    ),
  },
  {
    name: "modules whose folders are missing",
    verdict: "undelivered",
    apply: put("modules.json", '[{"path":"1_Pooling"}]'),
  },
  { name: "a missing shard", verdict: "broken", without: [SHARDS[0]], apply: async () => {} },
  {
    name: "the last shard missing without an index",
    verdict: "broken",
    without: [SHARDS[1], INDEX],
    apply: async () => {},
  },
  {
    name: "PyTorch shards missing",
    verdict: "broken",
    without: [INDEX, ...SHARDS],
    apply: put("pytorch_model.bin.index.json", '{"weight_map": {"a": "pytorch_model-x.bin"}}'),
  },
  { name: "a truncated shard", verdict: "broken", apply: (volume) => truncate(join(volume.snapshot, SHARDS[1]), 300) },
  {
    name: "a dangling link",
    verdict: "broken",
    apply: (volume) => symlink("../../blobs/gone", join(volume.snapshot, "vocab.txt")),
  },
  {
    name: "a link out of the cache",
    verdict: "broken",
    apply: (volume) => symlink("/etc/passwd", join(volume.snapshot, "vocab.txt")),
  },
  {
    name: "a link to the root directory",
    verdict: "broken",
    apply: (volume) => symlink("/", join(volume.snapshot, "all")),
  },
  { name: "a device", verdict: "broken", apply: (volume) => symlink("/dev/zero", join(volume.snapshot, "vocab.txt")) },
  { name: "a FIFO", verdict: "broken", apply: async (volume) => makeFifo(join(volume.snapshot, "vocab.txt")) },
  {
    name: "a FIFO as the index",
    verdict: "broken",
    without: [INDEX],
    apply: async (volume) => makeFifo(join(volume.snapshot, INDEX)),
  },
  { name: "a name with a newline", verdict: "broken", apply: put("a\nFAKE", "x") },
  {
    name: "an index of a terabyte",
    verdict: "whole",
    without: [INDEX],
    apply: async (volume) => {
      await put(INDEX, "{}")(volume);
      await truncate(join(volume.snapshot, INDEX), 2 ** 40);
    },
  },
];

/** Fills the snapshot as huggingface_hub does, with links to blobs, or with regular files as a stream does. */
export async function fill(
  volume: PullVolume,
  { oddity, areLinks }: { readonly oddity: Oddity; readonly areLinks: boolean },
): Promise<void> {
  for (const [name, content] of Object.entries(FILES)) {
    if (oddity.without?.includes(name)) continue;
    await writeFile(areLinks ? join(volume.repository, "blobs", name) : join(volume.snapshot, name), content);
    if (areLinks) await symlink(`../../blobs/${name}`, join(volume.snapshot, name));
  }
  await oddity.apply(volume);
  await writeFile(join(volume.repository, "refs", "main"), COMMIT);
}

export function makeFifo(file: string): void {
  execFileSync("mkfifo", [file]);
}

function safetensors(): Buffer {
  const header = Buffer.from(JSON.stringify({ a: { dtype: "U8", shape: [256], data_offsets: [0, 256] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(256, 7)]);
}
