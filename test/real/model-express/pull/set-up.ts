import {
  DEFAULT_VERSION,
  installLibraries,
  installModelExpress,
  installPython,
  installTool,
  LIBRARIES,
  VERSIONS,
} from "./install.ts";

/** Installs the real parts before the tests: in minutes the first time, in no time afterwards. */
export async function setUpModelExpress(): Promise<void> {
  for (const version of [...VERSIONS, DEFAULT_VERSION] as const) {
    const part = await installModelExpress(version);
    if (!part.isHere) console.warn(`SKIPPING the tests of the pull with Model Express ${version}: ${part.why}`);
  }
  for (const tool of ["shellcheck", "busybox", "redis-server"]) {
    const part = await installTool(tool);
    if (!part.isHere) console.warn(`SKIPPING the tests of the pull with ${tool}: ${part.why}`);
  }
  const python = await installPython();
  if (!python.isHere) console.warn(`SKIPPING the tests of the pull with the real consumers: ${python.why}`);
  for (const packages of LIBRARIES) {
    const part = await installLibraries(packages);
    if (!part.isHere) console.warn(`SKIPPING the tests of the pull with ${packages.join(" and ")}: ${part.why}`);
  }
}
