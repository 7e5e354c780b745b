import type { Cause } from "./cause.ts";
import type { Detection } from "./detection.ts";

/** The name of an image is not longer (distribution/reference). */
const MOST_CHARACTERS = 512;
const SGLANG_IMAGE = /\/(sglang|sglang-runtime):v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})/;

/**
 * By image, the first version whose SGLang finds `hf_quant_config.json` in the cache (`_parse_quant_hf_config` in
 * `configs/model_config.py`). Before that it asks the hub for that file: offline, SGLang before 0.5.2 ends with an error
 * if the model's configuration names no quantization, and up to 0.5.7 it takes a quantized model for one that is not.
 * Dynamo 0.9 is the first with SGLang 0.5.8.
 */
const FIRST: Readonly<Record<string, readonly [number, number, number]>> = {
  sglang: [0, 5, 8],
  "sglang-runtime": [0, 9, 0],
};

const OLD_SGLANG: Cause = { word: "SGLang before 0.5.8", why: "asks" };

/** Keeps an engine online whose image, by its tag, has a version that asks the hub for files that are cached. */
export function withImageVersion(detection: Detection, image: string): Detection {
  const isSglang = detection.started?.engines.some(({ loader }) => loader === "sglang") === true;
  if (!isSglang || !isOldSglang(image)) return detection;
  return { ...detection, staysOnline: [...(detection.staysOnline ?? []), OLD_SGLANG] };
}

function isOldSglang(image: string): boolean {
  if (image.length > MOST_CHARACTERS) return false;
  const [, name = "", ...version] = SGLANG_IMAGE.exec(`/${image}`) ?? [];
  const first = FIRST[name];
  if (first === undefined) return false;
  const at = first.findIndex((part, index) => Number(version[index]) !== part);
  return at >= 0 && Number(version[at]) < (first[at] ?? 0);
}
