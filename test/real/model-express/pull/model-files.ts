import { createHash } from "node:crypto";

/** The files of one revision of a model, by name. */
export type ModelFiles = Readonly<Record<string, Buffer>>;

/** A model whose weights are one valid safetensors file of about `bytes`. */
export function singleFileModel(seed: string, bytes: number): ModelFiles {
  return { ...settings(seed), "model.safetensors": weights(seed, bytes) };
}

/** A model whose weights are `shards` files of about `bytes` each, with the index that names them. */
export function shardedModel(seed: string, shards: number, bytes: number): ModelFiles {
  const names = Array.from({ length: shards }, (_, at) => shardName(at + 1, shards));
  const index = { metadata: {}, weight_map: Object.fromEntries(names.map((name, at) => [`layer.${at}`, name])) };
  return {
    ...settings(seed),
    ...Object.fromEntries(names.map((name) => [name, weights(seed + name, bytes)])),
    "model.safetensors.index.json": json(index),
  };
}

/** A sentence encoder: weights at the root, and a module in a folder, as `modules.json` says. */
export function foldersModel(seed: string): ModelFiles {
  const modules = [
    { idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" },
    { idx: 1, name: "1", path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
  ];
  const files = { "modules.json": json(modules), "1_Pooling/config.json": json({ pooling_mode_cls_token: true }) };
  return { ...singleFileModel(seed, 1000), ...files };
}

export function shardName(number: number, of: number): string {
  return `model-${pad(number)}-of-${pad(of)}.safetensors`;
}

/** The commit that the stand-in hub gives to a revision's content. */
export function commitOf(model: string, seed: string): string {
  return createHash("sha1").update(`${model} ${seed}`).digest("hex");
}

function settings(seed: string): ModelFiles {
  return {
    "README.md": Buffer.from(`# ${seed}`),
    "config.json": json({ architectures: ["LlamaForCausalLM"], model_type: "llama", seed }),
    "empty.txt": Buffer.alloc(0),
    "generation_config.json": json({ eos_token_id: 2 }),
    "tokenizer.json": json({ version: "1.0", model: { type: "WordLevel", vocab: { "<unk>": 0 } }, seed }),
    "tokenizer_config.json": json({ chat_template: "{{ messages }}", seed }),
  };
}

// Eight bytes give the length of the header, the header the place of each tensor.
function weights(seed: string, bytes: number): Buffer {
  const header = json({ tensor: { dtype: "U8", shape: [bytes], data_offsets: [0, bytes] } });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(bytes, createHash("sha256").update(seed).digest())]);
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function pad(number: number): string {
  return String(number).padStart(5, "0");
}
