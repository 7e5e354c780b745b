import * as z from "zod";
import { IMAGE_PATTERN, MOST_IMAGE_LENGTH } from "../kubernetes/image-name.ts";
import {
  LABEL_VALUE_PATTERN,
  MOST_LABEL_VALUE_LENGTH,
  MOST_SUBDOMAIN_LENGTH,
  SUBDOMAIN_PATTERN,
} from "../kubernetes/names.ts";
import { MOST_QUANTITY_LENGTH, POSITIVE_QUANTITY_PATTERN, QUANTITY_PATTERN } from "../kubernetes/quantity.ts";

/**
 * A relative path without the segments `.` and `..`. The API server compiles patterns with Go's regexp: no look-around.
 * Lengths are limited separately.
 */
const SUB_PATH = /^\.?[A-Za-z0-9_-][^/]*(\/\.?[A-Za-z0-9_-][^/]*)*$/;
/** Hours or days. */
const EVICTION_TIME = /^[1-9][0-9]{0,3}[hd]$/;
const VARIABLE = /^[^=\s]+$/;

/** Checks the length first, and the pattern only of texts within it. */
function matching(pattern: RegExp, mostLength: number) {
  return z.string().max(mostLength, { abort: true }).regex(pattern);
}

export const objectName = matching(new RegExp(SUBDOMAIN_PATTERN), MOST_SUBDOMAIN_LENGTH);
export const labelValue = matching(new RegExp(LABEL_VALUE_PATTERN), MOST_LABEL_VALUE_LENGTH);
export const image = matching(new RegExp(IMAGE_PATTERN), MOST_IMAGE_LENGTH);
export const size = matching(new RegExp(POSITIVE_QUANTITY_PATTERN), MOST_QUANTITY_LENGTH);
export const subPath = matching(SUB_PATH, 512);
export const evictionTime = matching(EVICTION_TIME, 5);
export const texts = z.record(z.string(), z.string());

/**
 * A Hugging Face id with an optional revision, as in the annotation `models` of pods. A CEL rule covers what a
 * pattern without look-around cannot.
 */
const MODEL_WORD = "[A-Za-z0-9]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?";
const MODEL = new RegExp(`^(${MODEL_WORD}/)?${MODEL_WORD}(@[A-Za-z0-9]([A-Za-z0-9_./-]*[A-Za-z0-9_])?)?$`);
/** An id has at most 193 characters, and a revision 200. */
const MOST_MODEL_LENGTH = 394;

/** CEL rules that the API server checks, each with the message for a violation. */
export function rules(...list: readonly { readonly rule: string; readonly message: string }[]) {
  return { "x-kubernetes-validations": list };
}

/** Objects that Kubernetes defines. The API server validates them when they are applied. */
export const kubernetesObject = z.looseObject({});

const quantity = z
  .union([z.int(), matching(new RegExp(QUANTITY_PATTERN), MOST_QUANTITY_LENGTH)])
  .meta({ "x-kubernetes-int-or-string": true });
const quantities = z.record(z.string(), quantity);

export const resources = z.object({
  requests: quantities.optional().describe("The requested amounts, such as {cpu: 500m, memory: 512Mi}."),
  limits: quantities.optional().describe("The maximum amounts."),
});

export const variable = z.object({
  name: matching(VARIABLE, 253),
  value: z.string().optional(),
  valueFrom: kubernetesObject.optional().describe("As in a container: secretKeyRef, configMapKeyRef, fieldRef, …"),
});

export const toleration = z.object({
  key: z.string().optional(),
  operator: z.enum(["Exists", "Equal", "Lt", "Gt"]).optional(),
  value: z.string().optional(),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
  tolerationSeconds: z.int().optional(),
});

export const model = z
  .string()
  .regex(MODEL)
  .max(MOST_MODEL_LENGTH)
  .refine((text) => !climbs(text), "no part of a model's name is empty, `..`, `--` or ends with .git")
  .meta(
    rules({
      rule: "!self.contains('..') && !self.contains('//') && !self.split('@')[0].contains('--') && !self.split('@')[0].endsWith('.git')",
      message: "org/name or org/name@revision, without .., //, -- in the name, or .git at its end",
    }),
  );

function climbs(text: string): boolean {
  const [name = ""] = text.split("@");
  return /\.\.|\/\//.test(text) || name.includes("--") || name.endsWith(".git");
}
