import type { Container } from "../pod/pod.ts";
import { mayBring } from "./fillers.ts";

/** Programs that make a directory, or change who may write to it. */
const PREPARING = /(?:^|[\s;&|("'`]|\bbin\/)(?:chgrp|chmod|chown|mkdir|setfacl)(?=$|[\s;&|)"'`])/;

/** Whether an init container lets others write to a volume, and does nothing else to it. */
export function prepares(container: Container, volumeName: string): boolean {
  const { command, args, mounts } = container;
  const isWriting = mounts.some(({ name, isReadOnly }) => name === volumeName && !isReadOnly);
  return isWriting && !mayBring(container) && PREPARING.test([...command, ...args].join(" "));
}
