const SOURCES = new URL("../../src/main.ts", import.meta.url).pathname;

/** What tests start: the npm package (`package-program.ts`), or its sources while files are watched. */
export const MAIN = process.env["PROGRAM_UNDER_TEST"] ?? SOURCES;

/** An environment that configures nothing, and spares Node the compilation. */
export const EMPTY_ENVIRONMENT = { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] };
