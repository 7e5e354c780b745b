import { PULL_NAME } from "../../model-express/pull-container.ts";
import type { Container, Pod, Volume, VolumeMount } from "../pod/pod.ts";

/** Programs that bring files, and interpreters whose scripts may. A directory can have such a name. */
const BRINGING =
  /(?:^|[\s;&|("'`]|\bbin\/)(?:aria2c|aws|azcopy|bash|cp|curl|gcloud|git|gsutil|hf|huggingface-cli|ln|mc|modelscope|mv|node|oras|perl|python3?|rclone|rsync|s3cmd|s5cmd|scp|sh|snapshot_download|tar|unzip|wget)(?=$|[\s;&|)"'`.])/;
/** Programs that download models, and nothing else. */
const DOWNLOADING =
  /(?:^|[\s;&|("'`]|\bbin\/)(?:aws|azcopy|gcloud|gsutil|hf|huggingface-cli|modelscope|rclone|s3cmd|s5cmd)(?=$|[\s;&|)"'`])/;
/** Programs that bring nothing. */
const HARMLESS = /^(?:.*\/)?(?:chgrp|chmod|chown|echo|find|mkdir|nvidia-smi|rm|setfacl|sleep|sysctl|test|touch|true)$/;
const SHELL = /^(?:.*\/)?(?:ba|da|a|z)?sh$/;
/** A longer text is not read. */
const MOST_CHARACTERS = 4096;
/** Volumes are shared by a few. */
const MOST_CONTAINERS = 8;

/** A container, and the volume from which it reads models. */
interface Reader {
  readonly container: Container;
  readonly volume: Pick<Volume, "name">;
}

/**
 * The container that may bring models to the volume of another one. An init container does by its image's own entry
 * point, or by a program that may bring files; one that only changes owners or waits does not. Of containers that run beside
 * the reader, only those do that download, or that mount a file system there.
 */
export function findFiller({ initContainers, containers }: Pod, { container, volume }: Reader): Container | undefined {
  const isWriting = (one: Container): boolean =>
    one !== container && one.name !== PULL_NAME && one.mounts.some((mount) => isWritable(mount, volume));
  const first = initContainers.filter((one) => !one.isNativeSidecar && isWriting(one)).slice(0, MOST_CONTAINERS);
  const beside = [...initContainers.filter((one) => one.isNativeSidecar), ...containers].filter(isWriting);
  const isBringing = (one: Container): boolean => downloads(one) || propagates(one, volume);
  return first.find(mayBring) ?? beside.slice(0, MOST_CONTAINERS).find(isBringing);
}

function propagates({ mounts }: Container, volume: Pick<Volume, "name">): boolean {
  return mounts.some(({ name, isPropagating }) => name === volume.name && isPropagating === true);
}

function isWritable({ name, isReadOnly }: VolumeMount, volume: Pick<Volume, "name">): boolean {
  return name === volume.name && !isReadOnly;
}

function downloads({ command, args }: Container): boolean {
  const words = [...command, ...args];
  return measure(words) <= MOST_CHARACTERS && DOWNLOADING.test(words.join(" "));
}

function measure(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length + 1, 0);
}

/** Whether an init container may put models on a volume that it can write to. */
export function mayBring({ command, args }: Container): boolean {
  if (command.length === 0) return true;
  const words = [...command, ...args];
  if (measure(words) > MOST_CHARACTERS) return true;
  const [program = ""] = command;
  const isScript = SHELL.test(program) && words.some((word) => /^-\w*c$/.test(word));
  return isScript ? BRINGING.test(words.slice(1).join(" ")) : !HARMLESS.test(program);
}
