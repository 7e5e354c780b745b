import type { Container } from "../pod/pod.ts";
import { mayBring } from "./fillers.ts";

/** Programs that make a directory, change who may write to it, or clean it. */
const PREPARING = /(?:^|[\s;&|("'`]|\bbin\/)(?:chgrp|chmod|chown|find|mkdir|rm|setfacl)(?=$|[\s;&|)"'`])/;

/** Whether an init container makes a volume ready for others, and brings nothing to it. */
export function prepares(container: Container, volumeName: string): boolean {
  const { command, args, mounts } = container;
  const isWriting = mounts.some(({ name, isReadOnly }) => name === volumeName && !isReadOnly);
  return isWriting && !mayBring(container) && PREPARING.test([...command, ...args].join(" "));
}
