/**
 * For a Go program that lives as long as some tests: a third of the CPU time of its start is garbage collection by
 * default. So nothing is collected before the program has that much memory.
 */
export const MEMORY_FOR_TIME = { GOGC: "off", GOMEMLIMIT: "768MiB" };
