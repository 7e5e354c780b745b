export interface Options {
  /** `set -e` */
  readonly exitsOnError: boolean | undefined;
  /** `set -u` */
  readonly needsSet: boolean | undefined;
  /** `set -f` */
  readonly hasNoGlobs: boolean | undefined;
  readonly pipefail: boolean | undefined;
  readonly lastpipe: boolean | undefined;
}

export const DEFAULTS: Options = {
  exitsOnError: false,
  needsSet: false,
  hasNoGlobs: false,
  pipefail: false,
  lastpipe: false,
};

export function joinOptions(a: Options, b: Options): Options {
  if (a === b) return a;
  const join = (name: keyof Options) => (a[name] === b[name] ? a[name] : undefined);
  return {
    exitsOnError: join("exitsOnError"),
    needsSet: join("needsSet"),
    hasNoGlobs: join("hasNoGlobs"),
    pipefail: join("pipefail"),
    lastpipe: join("lastpipe"),
  };
}
