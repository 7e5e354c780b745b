import path from "node:path";
import type { Plugin } from "esbuild";

/**
 * Lets esbuild leave out unused modules of a package, as `"sideEffects": false` in its package.json would. Its own imports
 * are files by their whole names, as in every package of ES modules.
 */
export function withoutSideEffects(packageName: string): Plugin {
  const folder = `/node_modules/${packageName}/`;
  return {
    name: "without-side-effects",
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path: name, importer }) => {
        if (!importer.includes(folder)) return undefined;
        return { path: path.join(path.dirname(importer), name), sideEffects: false };
      });
    },
  };
}
