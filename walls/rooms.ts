import { posix } from "node:path";
import type { Room } from "./table.ts";

/** The import name of a workspace. */
const WORKSPACE = /^@model-express-injector\/([^/]+)\/(.+)$/;

export type Target =
  | { readonly kind: "file"; readonly path: string; readonly isWorkspace: boolean }
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "library"; readonly name: string };

/** Resolves an import. Paths are from the root of the repository. */
export function resolveImport(from: string, specifier: string): Target {
  if (specifier.startsWith(".")) {
    return { kind: "file", path: posix.join(posix.dirname(from), specifier), isWorkspace: false };
  }
  const [, workspace, file] = WORKSPACE.exec(specifier) ?? [];
  if (workspace !== undefined) return { kind: "file", path: `packages/${workspace}/src/${file}`, isWorkspace: true };
  if (specifier.startsWith("node:")) return { kind: "node", name: specifier.slice("node:".length) };
  const length = specifier.startsWith("@") ? 2 : 1;
  return { kind: "library", name: specifier.split("/").slice(0, length).join("/") };
}

/** The room of a file: its own, that of its folder, or that of an enclosing tree. */
export function findRoom(path: string, table: readonly Room[]): Room | undefined {
  return (
    table.find((room) => room.path === path) ??
    table.find((room) => room.path === posix.dirname(path)) ??
    table.find((room) => room.isTree && path.startsWith(`${room.path}/`))
  );
}

/** Whether the table permits the import: it lists the other room, or the folder of that file. */
export function mayImport({ rooms = [] }: Room, other: string): boolean {
  return rooms.includes(other) || (other.endsWith(".ts") && rooms.includes(posix.dirname(other)));
}
