import { findImpurities } from "./find-impurities.ts";
import { parseFile, readImports } from "./read-imports.ts";
import { findRoom, mayImport, resolveImport, type Target } from "./rooms.ts";
import { type Room, TABLE } from "./table.ts";

export interface SourceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Checks each file's imports, and the globals of pure files, against the table. */
export function checkFiles(files: readonly SourceFile[], table: readonly Room[] = TABLE): readonly Violation[] {
  return files.flatMap((file) => checkFile(file, table));
}

function checkFile({ path, text }: SourceFile, table: readonly Room[]): readonly Violation[] {
  const room = findRoom(path, table);
  if (room === undefined) return [{ path, line: 1, message: "is in no room: add its folder to walls/table.ts" }];
  const parsed = parseFile(path, text);
  const imports = readImports(parsed).flatMap(({ specifier, line }) => {
    const problem = importProblem(room, resolveImport(path, specifier), table);
    return problem === undefined ? [] : [{ path, line, message: `${problem} (${specifier})` }];
  });
  const impurities = room.isPure ? findImpurities(parsed) : [];
  return [...imports, ...impurities.map(({ line, message }) => ({ path, line, message }))];
}

function importProblem(room: Room, target: Target, table: readonly Room[]): string | undefined {
  if (target.kind === "node") return isListed(room.node, target.name) ? undefined : forbidden(room, "Node's module");
  if (target.kind === "library") return isListed(room.libraries, target.name) ? undefined : forbidden(room, "library");
  const other = findRoom(target.path, table)?.path ?? target.path;
  if (other === room.path) return undefined;
  if (!mayImport(room, other)) return forbidden(room, other);
  const isPackage = other.startsWith("packages/");
  return isPackage === target.isWorkspace ? undefined : `imports ${other} by a path instead of its package's name`;
}

function isListed(list: readonly string[] = [], name: string): boolean {
  return list.includes(name);
}

function forbidden(room: Room, what: string): string {
  return `${room.path} may not import ${what}`;
}
