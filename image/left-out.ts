import type { Plugin } from "esbuild";

/**
 * Leaves packages out that the bundle imports but never loads. Whoever loads one nevertheless gets an error that names
 * it.
 */
export function leftOut(packageNames: readonly string[]): Plugin {
  const namespace = "left-out";
  // Without a filter of its own, esbuild would ask about every import.
  const filter = new RegExp(`^(?:${packageNames.join("|")})$`);
  return {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter }, ({ path }) => ({ path, namespace }));
      onLoad({ filter: /.*/, namespace }, ({ path }) => {
        const message = JSON.stringify(`the bundle does not contain ${path}`);
        return { contents: `throw new Error(${message});`, loader: "js" };
      });
    },
  };
}
