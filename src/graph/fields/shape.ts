/** The fields of an object, as far as they are checked. */
export interface Shape {
  readonly names: ReadonlySet<string>;
  /** Fields of older versions: valid, and never suggested. */
  readonly old: ReadonlySet<string>;
  /** The shapes of fields that are objects, lists of objects or maps of objects. */
  readonly inside: Readonly<Record<string, Nested>>;
  /** Where a field belongs that people write here, by its name. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

export interface Nested {
  readonly shape: Shape;
  /** `items`: of a list; `values`: of a map, whatever its keys. */
  readonly of: "object" | "items" | "values";
}

type Inside = Readonly<Record<string, Shape | Nested>>;

interface More {
  readonly old?: string;
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** @param names separated by spaces, besides those of `inside` */
export function fields(names: string, inside: Inside = {}, { old = "", elsewhere = {} }: More = {}): Shape {
  const nested = Object.entries(inside).map(([name, each]) => [name, "of" in each ? each : nest(each)] as const);
  return {
    names: new Set([...split(names), ...Object.keys(inside)]),
    old: new Set(split(old)),
    inside: Object.fromEntries(nested),
    elsewhere,
  };
}

function nest(shape: Shape): Nested {
  return { shape, of: "object" };
}

export function items(shape: Shape): Nested {
  return { shape, of: "items" };
}

export function values(shape: Shape): Nested {
  return { shape, of: "values" };
}

function split(names: string): readonly string[] {
  return names.split(" ").filter((name) => name !== "");
}
