import { posix } from "node:path";
import type { SourceFile, Violation } from "./check-imports.ts";
import { findCycles } from "./find-cycles.ts";
import { parseFile, readImports } from "./read-imports.ts";
import { findRoom, resolveImport, type Target } from "./rooms.ts";
import { type Room, TABLE } from "./table.ts";

interface Arrow {
  readonly from: string;
  readonly target: Target;
}

/** Finds cycles between files, rooms of the table that lead upwards, and unused permissions. */
export function checkGraph(files: readonly SourceFile[], table: readonly Room[] = TABLE): readonly Violation[] {
  const arrows = files.flatMap(findArrows);
  return [...fileCycles(arrows), ...upwardArrows(table), ...unusedPermissions(arrows, table)];
}

function findArrows({ path, text }: SourceFile): readonly Arrow[] {
  return readImports(parseFile(path, text)).map(({ specifier }) => ({
    from: path,
    target: resolveImport(path, specifier),
  }));
}

function fileCycles(arrows: readonly Arrow[]): readonly Violation[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, target } of arrows) {
    if (target.kind === "file") graph.set(from, (graph.get(from) ?? new Set()).add(target.path));
  }
  return findCycles(graph).map(([path = "", ...others]) => ({
    path,
    line: 1,
    message: `imports itself by way of ${others.join(", ")}`,
  }));
}

/** A room may import only rooms above it in the table, so there are no cycles between rooms. */
function upwardArrows(table: readonly Room[]): readonly Violation[] {
  return table.flatMap(({ path, rooms = [] }, index) => {
    const lower = new Set(table.slice(0, index).map((room) => room.path));
    const wrong = rooms.filter((other) => !lower.has(other) && findRoom(other, table) !== undefined);
    return wrong.map((other) => tableProblem(`${path} stands above ${other}, which it may import`));
  });
}

function unusedPermissions(arrows: readonly Arrow[], table: readonly Room[]): readonly Violation[] {
  const used = new Set(arrows.flatMap(({ from, target }) => uses(findRoom(from, table)?.path ?? from, target, table)));
  return table.flatMap(({ path, rooms = [], libraries = [], node = [] }) => {
    const permissions = [...rooms, ...libraries, ...node.map((name) => `node:${name}`)];
    const unused = permissions.filter((name) => !used.has(`${path} ${name}`));
    return unused.map((name) => tableProblem(`${path} may import ${name}, and does not`));
  });
}

/** The permissions of which an import needs one. */
function uses(room: string, target: Target, table: readonly Room[]): readonly string[] {
  const name = nameTarget(target, table);
  return [name, posix.dirname(name)].map((each) => `${room} ${each}`);
}

function nameTarget(target: Target, table: readonly Room[]): string {
  if (target.kind === "file") return findRoom(target.path, table)?.path ?? target.path;
  return target.kind === "node" ? `node:${target.name}` : target.name;
}

function tableProblem(message: string): Violation {
  return { path: "walls/table.ts", line: 1, message };
}
