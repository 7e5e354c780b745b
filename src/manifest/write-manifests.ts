import { KUBECTL_STYLE } from "./block-style.ts";
import { blockLines, inlineText, isFilled } from "./block-text.ts";

/** An object as `kubectl get -o yaml` would print it, except that its keys keep their order. */
export function toYaml(value: unknown): string {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  const lines = isFilled(plain) ? blockLines(plain, KUBECTL_STYLE) : [inlineText(plain)];
  return `${lines.join("\n")}\n`;
}

/** An object as `kubectl get -o json` would print it, except that its keys keep their order. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 4)}\n`;
}
