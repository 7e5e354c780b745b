import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { leftOut } from "./left-out.ts";
import { OLDEST_NODE } from "./oldest-node.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";
import { withoutSideEffects } from "./without-side-effects.ts";

const root = path.join(import.meta.dirname, "..");
const dist = path.join(root, "dist");
const output = path.resolve(process.argv[2] ?? dist);

/** What the program reads besides its code, and what its licence asks for. */
const FILES = ["src/injection/pull.sh", "src/injection/load-pull.sh", "examples", "LICENSE"];

/** What Fastify needs for JSON schemas (`NO_SCHEMAS`) and for tests: a third of what the webhook loads. */
const UNUSED_BY_FASTIFY = ["@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler", "light-my-request"];

const OPTIONS = {
  absWorkingDir: root,
  entryPoints: ["src/main.ts"],
  outdir: path.join(output, "src"),
  outExtension: { ".js": ".mjs" },
  platform: "node",
  target: `node${OLDEST_NODE.major}.${OLDEST_NODE.minor}`,
  format: "esm",
  bundle: true,
  // What is imported on demand stays apart: a replica of the webhook must not pay for a laptop's kubeconfig.
  splitting: true,
  // Libraries in CommonJS ask for Node's own modules with `require`, which ES modules do not have.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  // Paths stand in the output, and where a link leads differs from one machine to the next.
  preserveSymlinks: true,
  // client-node: 0.9 MB of clients for every API, and their libraries; a kubeconfig needs none of them.
  plugins: [withoutSideEffects("@kubernetes/client-node"), leftOut(UNUSED_BY_FASTIFY)],
  metafile: true,
  // They are all in THIRD-PARTY-LICENSES.
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

/**
 * `npm run bundle`, or `node image/bundle.ts NEW-DIRECTORY`: writes to `dist/` all that the image needs. The folder has
 * the repository's own shape, so that the code finds there what stands beside it here. The same sources and lock file give
 * the same bytes. Nothing is minified: it would save 2 MiB of memory, and a stack trace would say nothing.
 */
if (output === dist) await rm(dist, { recursive: true, force: true });
await mkdir(output);
const { metafile } = await build(OPTIONS);
for (const file of FILES) await copy(file);
await writeFile(path.join(output, "THIRD-PARTY-LICENSES"), await thirdPartyLicenses(root, metafile.outputs));
console.log(`${output}: ${Math.ceil(bytesOf(metafile) / 1024)} KiB of code`);

async function copy(file: string): Promise<void> {
  await mkdir(path.dirname(path.join(output, file)), { recursive: true });
  await cp(path.join(root, file), path.join(output, file), { recursive: true });
}

function bytesOf({ outputs }: Metafile): number {
  return Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}
