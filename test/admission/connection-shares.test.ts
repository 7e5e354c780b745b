import { describe, expect, test } from "vitest";
import { type Connection, ConnectionShares } from "../../src/admission/connection-shares.ts";

let lastPort = 0;

function from(remoteAddress: string): Connection {
  lastPort++;
  return { remoteAddress, remotePort: lastPort };
}

describe("connections", () => {
  test("within the limits stay", () => {
    const shares = new ConnectionShares({ most: 4, mostPerAddress: 2 });
    expect([from("a"), from("a"), from("b"), from("b")].map((each) => shares.add(each))).toEqual(
      Array(4).fill(undefined),
    );
    expect(shares.size).toBe(4);
  });

  test("of one address beyond its share take the place of its own oldest", () => {
    const shares = new ConnectionShares({ most: 10, mostPerAddress: 2 });
    const [other, oldest] = [from("b"), from("a")];
    for (const each of [other, oldest, from("a")]) shares.add(each);
    expect(shares.add(from("a"))).toBe(oldest);
    expect(shares.size).toBe(3);
  });

  test("that have been answered stay, however many silent ones arrive", () => {
    const shares = new ConnectionShares({ most: 3, mostPerAddress: 3 });
    const used = from("api-server");
    shares.add(used);
    shares.prove({ ...used });
    for (let i = 0; i < 100; i++) expect(shares.add(from(`peer-${i}`))).not.toBe(used);
    const unused = from("z");
    const proven = new ConnectionShares({ most: 1, mostPerAddress: 1 });
    proven.add(used);
    proven.prove(used);
    expect(proven.add(unused)).toBe(unused);
  });

  test("that closed free their place, although a closed socket has no address any more", () => {
    const shares = new ConnectionShares<{ remoteAddress?: string | undefined; remotePort?: number | undefined }>({
      most: 1,
      mostPerAddress: 1,
    });
    const gone: { remoteAddress?: string | undefined; remotePort?: number | undefined } = { ...from("a") };
    shares.add(gone);
    gone.remoteAddress = undefined;
    gone.remotePort = undefined;
    shares.delete(gone);
    expect(shares.size).toBe(0);
    expect(shares.add(from("a"))).toBeUndefined();
  });
});
