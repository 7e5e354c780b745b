import type { FastifyServerOptions } from "fastify";

/**
 * The option of a server without route schemas: reviews are parsed by hand. Without it, Fastify loads its compilers for JSON
 * schemas, which take 3 MiB.
 */
export const NO_SCHEMAS = {
  compilersFactory: { buildValidator: refuse, buildSerializer: refuse },
} as const satisfies FastifyServerOptions["schemaController"];

/** Fastify calls it at the first route with a schema, while the server starts. */
function refuse(): never {
  throw new Error("this server has no compiler for route schemas");
}
