import type { Plugin } from "esbuild";

/**
 * Leaves packages out that the bundle imports but never loads. Whoever loads one nevertheless gets an error that names
 * it.
 */
export function leftOut(packageNames: readonly string[]): Plugin {
  const names = new Set(packageNames);
  const namespace = "left-out";
  return {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ path }) => (names.has(path) ? { path, namespace } : undefined));
      onLoad({ filter: /.*/, namespace }, ({ path }) => {
        const message = JSON.stringify(`the bundle does not contain ${path}`);
        return { contents: `throw new Error(${message});`, loader: "js" };
      });
    },
  };
}
