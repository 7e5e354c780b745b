import { execFileSync } from "node:child_process";
import { chmod, cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import packageJson from "../package.json" with { type: "json" };

const root = path.join(import.meta.dirname, "..");
const output = path.resolve(process.argv[2] ?? path.join(root, "dist-package"));
const NAME = packageJson.name;

/** The bundle is for the Node that the image has. */
const { name, version, description, license } = packageJson;
const DESCRIPTION = {
  ...{ name, version, description, license, type: "module" },
  engines: { node: ">=24" },
  bin: { [NAME]: `bin/${NAME}.mjs` },
  files: ["bin", "src", "docs", "examples", "THIRD-PARTY-LICENSES"],
};

const LAUNCHER = `#!/usr/bin/env node
import "../src/main.mjs";
`;

/**
 * `node image/package.ts NEW-DIRECTORY`: writes the npm package, for `npm publish` or `npm pack`. It is the image's bundle,
 * because Node does not run TypeScript below `node_modules`, and depends on no other package.
 */
await rm(output, { recursive: true, force: true });
execFileSync(process.execPath, [path.join(root, "image", "bundle.ts"), output], { stdio: "inherit" });
await writeFile(path.join(output, "package.json"), `${JSON.stringify(DESCRIPTION, null, 2)}\n`);
const bin = path.join(output, "bin", `${NAME}.mjs`);
await mkdir(path.dirname(bin));
await writeFile(bin, LAUNCHER);
await chmod(bin, 0o755);
for (const file of ["README.md", "CHANGELOG.md"]) await cp(path.join(root, file), path.join(output, file));
await cp(path.join(root, "docs"), path.join(output, "docs"), { recursive: true });
