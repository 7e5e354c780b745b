import { posix } from "node:path";
import type { Room } from "./table.ts";

/** Workspaces by the name that imports use, and where their sources are. */
const WORKSPACE = /^@model-express-injector\/([^/]+)\/(.+)$/;

export type Target =
  | { readonly kind: "file"; readonly path: string; readonly isWorkspace: boolean }
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "library"; readonly name: string };

/** What an import names; paths are from the root of the repository. */
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

/** The room of a file: its own, that of its folder, or a tree that it is in. */
export function roomOf(path: string, table: readonly Room[]): Room | undefined {
  return (
    table.find((room) => room.path === path) ??
    table.find((room) => room.path === posix.dirname(path)) ??
    table.find((room) => room.isTree && path.startsWith(`${room.path}/`))
  );
}

/** Whether the table lets the room import the other one: it lists that, or the folder that it is a file of. */
export function mayImport({ rooms = [] }: Room, other: string): boolean {
  return rooms.includes(other) || (other.endsWith(".ts") && rooms.includes(posix.dirname(other)));
}
