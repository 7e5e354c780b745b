export interface Options {
  /** `set -e` */
  readonly exitsOnError: boolean | undefined;
  /** `set -u` */
  readonly needsSet: boolean | undefined;
  /** `set -f` */
  readonly hasNoGlobs: boolean | undefined;
  /** `set -E` */
  readonly inheritsErrorTrap: boolean | undefined;
  readonly pipefail: boolean | undefined;
  readonly lastpipe: boolean | undefined;
  /** `shopt -s nocasematch` */
  readonly ignoresCase: boolean | undefined;
  /** `shopt -s expand_aliases` */
  readonly expandsAliases: boolean | undefined;
}

export const DEFAULT_OPTIONS: Options = {
  exitsOnError: false,
  needsSet: false,
  hasNoGlobs: false,
  inheritsErrorTrap: false,
  pipefail: false,
  lastpipe: false,
  ignoresCase: false,
  expandsAliases: false,
};

export const UNKNOWN_OPTIONS = map(() => undefined);

/** Joins options that may be either of these. */
export function joinOptions(a: Options, b: Options): Options {
  return a === b ? a : map((name) => (a[name] === b[name] ? a[name] : undefined));
}

function map(value: (name: keyof Options) => boolean | undefined): Options {
  return {
    exitsOnError: value("exitsOnError"),
    needsSet: value("needsSet"),
    hasNoGlobs: value("hasNoGlobs"),
    inheritsErrorTrap: value("inheritsErrorTrap"),
    pipefail: value("pipefail"),
    lastpipe: value("lastpipe"),
    ignoresCase: value("ignoresCase"),
    expandsAliases: value("expandsAliases"),
  };
}
