import type { Room } from "./table.ts";

export const BEGIN = "<!-- Written by `npm run walls` from walls/table.ts. -->";
export const END = "<!-- End of the map. -->";

/** What each room is, from the ground floor up. */
export function renderRooms(table: readonly Room[]): string {
  const rows = table.map(({ path, what, isPure = false }) => `| \`${path}\`${isPure ? " ·" : ""} | ${what} |`);
  return [BEGIN, "", "| room | what |", "|---|---|", ...rows, "", END].join("\n");
}

/** What each room may import. */
export function renderImports(table: readonly Room[]): string {
  const rows = table.map((room) => `| \`${room.path}\` | ${formatNames(room.rooms)} | ${formatOutside(room)} |`);
  const head = ["| room | rooms it may import | libraries, Node's modules |", "|---|---|---|"];
  return [BEGIN, "", ...head, ...rows, "", END].join("\n");
}

/** The pages with a map, from the root of the repository. */
export const MAPS = [
  { page: "CONTRIBUTING.md", render: renderRooms },
  { page: "walls/README.md", render: renderImports },
] as const;

/** Replaces the map in a page. */
export function replaceMap(page: string, map: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no map: write ${BEGIN} and ${END}`);
  return `${before}${map}${after}`;
}

function formatNames(paths: readonly string[] = []): string {
  return paths.map(shortened).join(", ") || "–";
}

function formatOutside({ libraries = [], node = [] }: Pick<Room, "libraries" | "node">): string {
  return [...libraries, ...node.map((name) => `node:${name}`)].join(", ") || "–";
}

/** `src/cluster/api` → `cluster/api`, `packages/yaml-weaving/src` → `yaml-weaving`. */
function shortened(path: string): string {
  return path.replace(/^src\//, "").replace(/^packages\/([^/]+)\/src$/, "$1");
}
