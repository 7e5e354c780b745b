import { isDeepStrictEqual } from "node:util";
import { type Alias, isAlias, isMap, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { Anchors } from "./anchors.ts";
import { documentStyle } from "./block-style.ts";
import { insertInto, surroundingsWithin } from "./insert-into.ts";
import { isMergeable, isMergeKey, mergedMembers } from "./merge-key.ts";
import { fillEmpty, replaceValue } from "./replace-value.ts";
import type { Slot, Text } from "./slot.ts";
import { contentItems, findCollection } from "./source-place.ts";
import type { Splice } from "./splice.ts";

type Members = Readonly<Record<string, unknown>>;

/** A value before and after the additions. */
interface Change<Value = unknown> {
  readonly before: Value;
  readonly after: Value;
}

/** A note for the reader of the result, with its offset in the source. */
export interface Remark {
  readonly offset: number;
  readonly text: string;
}

/** Walks a document beside its value before and after the additions, and collects the splices. */
export class Weaver {
  readonly splices: Splice[] = [];
  readonly remarks: Remark[] = [];
  readonly #text: Text;
  readonly #newElements: ReadonlyMap<unknown, readonly boolean[]>;
  readonly #anchors = new Anchors();

  constructor(text: Text, newElements: ReadonlyMap<unknown, readonly boolean[]>) {
    this.#text = text;
    this.#newElements = newElements;
  }

  weaveDocument(node: Node, change: Change): void {
    const style = documentStyle(this.#text.source, node.srcToken);
    this.#weave({ node, item: undefined, isElement: false, column: 0, style, flow: undefined }, change);
  }

  #weave(slot: Slot, change: Change): void {
    const { node } = slot;
    this.#anchors.note(node, change.before, change.after);
    if (isAlias(node)) {
      this.#weaveAlias(slot, node, change.after);
    } else if (isMap<Node, Node | null>(node) && node.items.length > 0) {
      this.#weaveMap(slot, node, change as Change<Members>);
    } else if (isSeq<Node>(node) && node.items.length > 0) {
      this.#weaveSeq(slot, node, change as Change<readonly unknown[]>);
    } else if (!isDeepStrictEqual(change.before, change.after)) {
      this.splices.push(...fillEmpty({ text: this.#text, slot, value: change.after }));
    }
  }

  #weaveMap(slot: Slot, map: YAMLMap<Node, Node | null>, { before, after }: Change<Members>): void {
    const collection = findCollection(map);
    const around = surroundingsWithin(this.#text, slot, collection);
    const own = new Set<string>();
    let inherited: Members = {};
    for (const { key, value, srcToken } of map.items) {
      const member = { node: value, item: srcToken, isElement: false, ...around };
      if (isMergeKey(key)) {
        inherited = this.#weaveMerge(member, after);
      } else {
        const name = this.#anchors.readKey(key);
        own.add(name);
        this.#weave(member, { before: before[name], after: after[name] });
      }
    }
    this.#addMembers({ slot, map, own, inherited, after });
  }

  #addMembers({ slot, map, own, inherited, after }: MapAdditions): void {
    const isMissing = (name: string, value: unknown) =>
      !own.has(name) && !(Object.hasOwn(inherited, name) && isDeepStrictEqual(value, inherited[name]));
    const missing = Object.entries(after).filter(([name, value]) => isMissing(name, value));
    if (missing.length === 0) return;
    for (const [name] of missing.filter(([name]) => Object.hasOwn(inherited, name))) {
      this.#remark(map, `${JSON.stringify(name)} comes from a merge key (<<); it is now written out here`);
    }
    const added = Object.fromEntries(missing);
    const place = { text: this.#text, slot, collection: findCollection(map), index: map.items.length, added };
    this.splices.push(...insertInto(place));
  }

  #weaveSeq(slot: Slot, seq: YAMLSeq<Node>, { before, after }: Change<readonly unknown[]>): void {
    const elements = this.#elementSlots(slot, seq);
    const isNew = this.#newElements.get(after) ?? [];
    let index = 0;
    let added: unknown[] = [];
    const addPending = () => {
      if (added.length === 0) return;
      const place = { text: this.#text, slot, collection: findCollection(seq), index, added };
      this.splices.push(...insertInto(place));
      added = [];
    };
    for (const [place, element] of after.entries()) {
      const old = elements[index];
      if (isNew[place] === true || old === undefined) added.push(element);
      else {
        addPending();
        this.#weave(old, { before: before[index], after: element });
        index += 1;
      }
    }
    addPending();
  }

  #elementSlots(slot: Slot, seq: YAMLSeq<Node>): Slot[] {
    const collection = findCollection(seq);
    const around = surroundingsWithin(this.#text, slot, collection);
    const items = collection === undefined ? [] : contentItems(collection);
    return seq.items.map((node, index) => ({ node, item: items[index], isElement: true, ...around }));
  }

  // An alias stays unless its anchor's value now differs from the value wanted here.
  #weaveAlias(slot: Slot, alias: Alias, after: unknown): void {
    if (isDeepStrictEqual(after, this.#anchors.after(alias.source))) return;
    this.#writeOut(slot, alias, after);
  }

  #weaveMerge(slot: Slot, wanted: Members): Members {
    const { node } = slot;
    const sources = isSeq<Node>(node) && node.items.length > 0 ? this.#elementSlots(slot, node) : [slot];
    return mergedMembers(sources.map((source) => this.#weaveMergeSource(source, wanted)));
  }

  #weaveMergeSource(slot: Slot, wanted: Members): unknown {
    const { node } = slot;
    if (!isAlias(node)) {
      const value = this.#anchors.read(node);
      this.#weave(slot, { before: value, after: value });
      return value;
    }
    const before = this.#anchors.before(node.source);
    const after = this.#anchors.after(node.source);
    const fits = isMergeable(after) && Object.keys(mergedMembers(after)).every((name) => Object.hasOwn(wanted, name));
    if (fits) return after;
    this.#writeOut(slot, node, before);
    return before;
  }

  #writeOut(slot: Slot, alias: Alias, value: unknown): void {
    this.#remark(alias, `the alias *${alias.source} gets other additions than its anchor; it is now written out`);
    this.splices.push(...replaceValue({ text: this.#text, slot, value }));
  }

  #remark(node: Node, text: string): void {
    this.remarks.push({ offset: node.range?.[0] ?? 0, text });
  }
}

interface MapAdditions {
  readonly slot: Slot;
  readonly map: YAMLMap<Node, Node | null>;
  /** The keys of the map itself. */
  readonly own: ReadonlySet<string>;
  /** The members from its merge key, after the additions. */
  readonly inherited: Members;
  readonly after: Members;
}
