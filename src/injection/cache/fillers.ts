import type { Container, Pod, Volume } from "../pod/pod.ts";
import { PULL_NAME } from "./pull-name.ts";

/** Programs that bring files, and interpreters whose scripts may. */
const BRINGING =
  /(?:^|[\s/;&|("'`])(?:aria2c|aws|azcopy|bash|cp|curl|gcloud|git|gsutil|hf|huggingface-cli|ln|mc|modelscope|mv|node|oras|perl|python3?|rclone|rsync|s3cmd|s5cmd|scp|sh|snapshot_download|tar|unzip|wget)(?=$|[\s;&|)"'`.])/;
const SHELL = /^(?:.*\/)?(?:ba|da|a|z)?sh$/;
/** A longer text is not read. */
const MOST_CHARACTERS = 4096;
/** Volumes are shared by a few. */
const MOST_CONTAINERS = 8;

/**
 * The init container that may bring models to a volume before the engine starts: by its image's own entry point, or by a
 * program that brings files. One that only changes owners or waits does not.
 */
export function findFiller({ initContainers }: Pod, { name }: Pick<Volume, "name">): Container | undefined {
  const writing = initContainers.filter(
    (one) =>
      !one.isNativeSidecar &&
      one.name !== PULL_NAME &&
      one.mounts.some((mount) => mount.name === name && !mount.isReadOnly),
  );
  return writing.slice(0, MOST_CONTAINERS).find(mayBring);
}

function mayBring({ command, args }: Container): boolean {
  if (command.length === 0) return true;
  const words = [...command, ...args];
  const length = words.reduce((sum, word) => sum + word.length + 1, 0);
  if (length > MOST_CHARACTERS) return true;
  const isScript = SHELL.test(command[0] ?? "") && words.some((word) => /^-\w*c$/.test(word));
  return BRINGING.test((isScript ? words.slice(1) : words).join(" "));
}
