import { execFileSync } from "node:child_process";
import { chmod, cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { OLDEST_NODE } from "./oldest-node.ts";

const root = path.join(import.meta.dirname, "..");
const output = path.resolve(process.argv[2] ?? path.join(root, "dist-package"));
const NAME = packageJson.name;

const { name, version, description, license } = packageJson;
const DESCRIPTION = {
  ...{ name, version, description, license, type: "module" },
  engines: packageJson.engines,
  bin: { [NAME]: `bin/${NAME}.mjs` },
  files: ["bin", "src", "docs", "examples", "THIRD-PARTY-LICENSES"],
};

/** npm only warns of an older Node, and npx does not show that. */
const LAUNCHER = `#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
if (major > ${OLDEST_NODE.major} || (major === ${OLDEST_NODE.major} && minor >= ${OLDEST_NODE.minor})) await import("../src/main.mjs");
else {
  console.error("error: ${NAME} needs Node ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer, and this is " + process.version + ": npx -p node@24 -p ${NAME} ${NAME} …");
  process.exitCode = 1;
}
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
