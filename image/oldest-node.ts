import packageJson from "../package.json" with { type: "json" };

/** The oldest Node that runs the package, from `engines` of package.json. */
export const OLDEST_NODE = readMinimum(packageJson.engines.node);

function readMinimum(range: string): { readonly major: number; readonly minor: number } {
  const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(range) ?? [];
  if (major === undefined) throw new Error(`engines.node is "${range}"; expected a minimum such as >=22.19`);
  return { major: Number(major), minor: Number(minor) };
}
