import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ListPage } from "../../../src/cluster/watch/list-page.ts";
import type { WatchedObject } from "../../../src/cluster/watch/watched-object.ts";
import { LIMITS } from "../../../src/kubernetes/limits.ts";

const NAMES = { name: "mx", namespace: "team" };
const ITEMS = [
  { metadata: NAMES, spec: {} },
  { metadata: NAMES, spec: { text: "x".repeat(LIMITS.watched.bytes) } },
  { metadata: NAMES },
];
const METADATA = { resourceVersion: "9", continue: "next" };

function page(list: object, indent = ""): ListPage {
  return new ListPage(Buffer.from(JSON.stringify(list, null, indent)));
}

describe("a page of a list", () => {
  test.each<[string, object]>([
    ["of a type of Kubernetes", { kind: "List", apiVersion: "v1", metadata: METADATA, items: ITEMS }],
    ["of custom resources", { apiVersion: "v1", items: ITEMS, kind: "List", metadata: METADATA }],
  ])("%s yields its objects, and of large ones only the names", async (_, list) => {
    const read = page(list);
    const items = await collect(read);
    expect(items.map(({ object, excess }) => [object, excess !== undefined])).toEqual([
      [ITEMS[0], false],
      [{ metadata: NAMES }, true],
      [ITEMS[2], false],
    ]);
    expect(read.metadata).toEqual(METADATA);
  });

  test("has the same items and metadata in any order and notation", async () => {
    const members = fc.shuffledSubarray(["kind", "metadata", "items", "x"], { minLength: 2 });
    const items = fc.array(fc.dictionary(fc.string(), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(members, items, fc.constantFrom("", " ", "\t"), async (keys, objects, indent) => {
        const values = { kind: "List,", metadata: METADATA, items: JSON.parse(JSON.stringify(objects)), x: [{}, "]"] };
        const read = page(Object.fromEntries(keys.map((key) => [key, values[key as "x"]])), indent);
        const found = (await collect(read)).map(({ object }) => object);
        expect(found).toEqual(keys.includes("items") ? values.items : []);
        expect(read.metadata).toEqual(keys.includes("metadata") ? METADATA : {});
      }),
    );
  });

  test.each<[unknown]>([[null], [[]], [[null, 1, "x"]]])("with the items %j has none", async (items) => {
    const read = page({ apiVersion: "v1", items, metadata: METADATA });
    expect(await collect(read)).toEqual([]);
    expect(read.metadata).toEqual(METADATA);
  });

  test("lets other work run between its objects", async () => {
    const text = "x".repeat(1000);
    const read = page({ items: Array.from({ length: 640 }, () => ({ metadata: NAMES, text })) });
    let turns = 0;
    const immediate = (): void => {
      turns++;
      handle = setImmediate(immediate);
    };
    let handle = setImmediate(immediate);
    await collect(read);
    clearImmediate(handle);
    expect(turns).toBeGreaterThanOrEqual(30);
  });
});

async function collect(read: ListPage): Promise<readonly WatchedObject[]> {
  const objects: WatchedObject[] = [];
  for await (const object of read.items()) objects.push(object);
  return objects;
}
