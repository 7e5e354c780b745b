import fc from "fast-check";

/** A document's tree with everything that the YAML text leaves open already chosen. */
type Tree =
  | { readonly kind: "scalar"; readonly text: string }
  | { readonly kind: "literal"; readonly header: string; readonly lines: readonly string[] }
  | { readonly kind: "alias"; readonly pick: number }
  | { readonly kind: "map" | "seq"; readonly items: readonly Entry[]; readonly look: Look };

interface Entry {
  readonly value: Tree;
  /** A comment or blank line after the entry, indented by its own column. */
  readonly trailing: string;
  readonly comment: string;
  readonly anchored: boolean;
  readonly merges: boolean;
}

interface Look {
  readonly brackets: "none" | "line" | "lines";
  readonly step: number;
  readonly dashOffset: number;
  readonly dashWidth: number;
}

/** What a generated document may contain. */
export interface Features {
  readonly json?: boolean;
  readonly brackets?: boolean;
  readonly anchors?: boolean;
  /** Values that additions may replace: `null`, nothing at all, `[]`, `{}`. */
  readonly empty?: boolean;
}

const WORDS = ["a", "main", '"quoted: # text"', "'single'", "5", "true", "1.5", "registry/image:1", "two words", '"5"'];
const SCRIPT_LINES = ["set -eu", "  indented", "", "# no comment", "\tif true; then", "echo 'a: b'", "   "];

/** Documents in every style of YAML, with comments, odd indentation and block scalars, or as JSON. */
export function documentText(features: Features): fc.Arbitrary<string> {
  const text = tree(features).map((root) => new Printer(features).print(root));
  return fc.tuple(text, fc.boolean(), fc.boolean()).map(([body, isCrlf, endsBare]) => {
    const trimmed = endsBare ? body.trimEnd() : body;
    return isCrlf ? trimmed.replaceAll("\n", "\r\n") : trimmed;
  });
}

function tree(features: Features): fc.Arbitrary<Tree> {
  const { node } = fc.letrec<{ node: Tree; leaf: Tree; branch: Tree; entry: Entry }>((tie) => ({
    node: fc.oneof({ maxDepth: 4, depthSize: "small" }, tie("leaf"), tie("branch"), tie("branch")),
    leaf: leaf(features),
    branch: fc.record({
      kind: fc.constantFrom("map", "seq"),
      items: fc.array(tie("entry"), { minLength: features.empty ? 0 : 1, maxLength: 4 }),
      look: look(features),
    }) as fc.Arbitrary<Tree>,
    entry: fc.record({
      value: tie("node"),
      trailing: fc.oneof({ weight: 4, arbitrary: fc.constant("") }, trailing),
      comment: fc.constantFrom("", "", "", "# about it"),
      anchored: features.anchors ? fc.boolean() : fc.constant(false),
      merges: features.anchors ? fc.boolean() : fc.constant(false),
    }),
  }));
  return fc.record({
    kind: fc.constantFrom("map", "map", "seq"),
    items: fc.array(
      fc.record({
        value: node,
        trailing: fc.constant(""),
        comment: fc.constant(""),
        anchored: fc.constant(features.anchors ?? false),
        merges: fc.constant(false),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    look: look(features),
  }) as fc.Arbitrary<Tree>;
}

const trailing = fc
  .array(
    fc.oneof(
      fc.constantFrom("", "  ", "         "),
      fc.nat(12).map((column) => `${" ".repeat(column)}# note`),
    ),
    { maxLength: 3 },
  )
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

function leaf(features: Features): fc.Arbitrary<Tree> {
  const words = features.json ? ['"text"', "5", "true"] : WORDS;
  const scalar = fc.constantFrom(...words, ...(features.empty ? ["null", ...(features.json ? [] : ["", "~"])] : []));
  const options: fc.Arbitrary<Tree>[] = [scalar.map((text) => ({ kind: "scalar", text }))];
  if (!features.json) {
    const lines = fc.array(fc.constantFrom(...SCRIPT_LINES), { maxLength: 4 }).map((rest) => ["first", ...rest]);
    const header = fc.constantFrom("|", "|-", "|+", ">", ">-");
    options.push(fc.record({ kind: fc.constant("literal"), header, lines }));
  }
  if (features.anchors) options.push(fc.record({ kind: fc.constant("alias"), pick: fc.nat() }));
  return fc.oneof(...options);
}

function look(features: Features): fc.Arbitrary<Look> {
  const brackets = features.json ? ["line", "lines"] : features.brackets ? ["none", "none", "line", "lines"] : ["none"];
  return fc.record({
    brackets: fc.constantFrom(...(brackets as Look["brackets"][])),
    step: fc.integer({ min: 1, max: 4 }),
    dashOffset: fc.integer({ min: 0, max: 3 }),
    dashWidth: fc.integer({ min: 2, max: 4 }),
  });
}

class Printer {
  readonly #features: Features;
  readonly #anchors: { readonly name: string; readonly isMap: boolean }[] = [];
  #count = 0;

  constructor(features: Features) {
    this.#features = features;
  }

  print(root: Tree): string {
    const text = this.#block(root, 0);
    return text.startsWith("\n") ? text.slice(1) : `${text.trimStart()}`;
  }

  // A value after its key or dash: starts with a blank on the same line or a line break.
  #block(node: Tree, column: number, entry?: Entry): string {
    const anchor = node.kind === "alias" ? "" : this.#anchor(entry);
    const comment = entry?.comment === undefined || entry.comment === "" ? "" : ` ${entry.comment}`;
    const head = `${anchor}${comment}\n`;
    const text = this.#blockBody(node, { column, head, anchor, comment });
    if (anchor !== "") this.#anchors.push({ name: anchor.slice(2), isMap: isMap(node) });
    return text;
  }

  #blockBody(node: Tree, at: { column: number; head: string; anchor: string; comment: string }): string {
    const { column, head, anchor, comment } = at;
    if (node.kind === "literal") {
      const lines = node.lines.map((line) => (line === "" ? "" : " ".repeat(column) + line));
      return `${anchor} ${node.header}${comment}\n${lines.map((line) => `${line}\n`).join("")}`;
    }
    if (node.kind !== "map" && node.kind !== "seq") return `${anchor} ${this.#flow(node, column)}${comment}\n`;
    if (node.look.brackets !== "none" || node.items.length === 0) {
      return `${anchor} ${this.#flow(node, column)}${comment}\n`;
    }
    return head + this.#items(node, column);
  }

  #items(node: Tree & { readonly kind: "map" | "seq" }, column: number): string {
    const pad = " ".repeat(column);
    const lines = node.items.map((entry, index) => {
      if (node.kind === "seq") {
        const width = node.look.dashWidth;
        return `${pad}-${this.#element(entry, column + width, width)}${entry.trailing}`;
      }
      const offset = entry.value.kind === "seq" ? node.look.dashOffset : node.look.step;
      const merge = index === 0 && entry.merges ? this.#mergeLine(pad) : "";
      return `${merge}${pad}k${index}:${this.#block(entry.value, column + offset, entry)}${entry.trailing}`;
    });
    return lines.join("");
  }

  #element(entry: Entry, column: number, width: number): string {
    const text = this.#block(entry.value, column, entry);
    // Half of the time an element starts on the line of its dash.
    const start = `\n${" ".repeat(column)}`;
    return text.startsWith(start) && entry.comment === "" ? " ".repeat(width - 1) + text.slice(start.length) : text;
  }

  #mergeLine(pad: string): string {
    const maps = this.#anchors.filter((anchor) => anchor.isMap);
    return maps.length === 0 ? "" : `${pad}<<: *${maps[maps.length - 1]?.name}\n`;
  }

  #anchor(entry: Entry | undefined): string {
    if (entry?.anchored !== true) return "";
    this.#count += 1;
    return ` &x${this.#count}`;
  }

  #flow(node: Tree, column: number): string {
    if (node.kind === "scalar") return this.#features.json || node.text !== "" ? node.text : "";
    if (node.kind === "literal") return JSON.stringify(node.lines.join("\n"));
    if (node.kind === "alias") return this.#alias(node.pick);
    const [open, close] = node.kind === "map" ? "{}" : "[]";
    const key = (index: number) => (node.kind === "seq" ? "" : this.#features.json ? `"k${index}": ` : `k${index}: `);
    const spread = node.look.brackets === "lines" && node.items.length > 0;
    const inner = column + node.look.step;
    const items = node.items.map(({ value }, index) => `${key(index)}${this.#flow(value, inner) || "w"}`);
    if (!spread) return `${open}${items.join(", ")}${close}`;
    const lines = items.map((item, index) => {
      const comment = this.#features.json ? "" : node.items[index]?.comment;
      const comma = index < items.length - 1 ? "," : "";
      return `${" ".repeat(inner)}${item}${comma}${comment ? ` ${comment}` : ""}\n`;
    });
    return `${open}\n${lines.join("")}${" ".repeat(column)}${close}`;
  }

  #alias(pick: number): string {
    const anchor = this.#anchors[pick % (this.#anchors.length || 1)];
    return anchor === undefined ? "w" : `*${anchor.name}`;
  }
}

function isMap(node: Tree): boolean {
  return node.kind === "map";
}
