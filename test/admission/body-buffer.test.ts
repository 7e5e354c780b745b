import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BodyBuffer } from "../../src/admission/body-buffer.ts";

/** Pieces as a connection brings them: parts of one large buffer. */
const received = Buffer.alloc(64 * 1024, "received ");

function collect(lengths: readonly number[]): BodyBuffer {
  const buffer = new BodyBuffer();
  lengths.forEach((length, index) => void buffer.append(received.subarray(index, index + length)));
  return buffer;
}

describe("the buffer of a body", () => {
  test("has what was appended, in at most twice the memory", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3000 })), (lengths) => {
        const buffer = collect(lengths);
        const whole = Buffer.concat(lengths.map((length, index) => received.subarray(index, index + length)));
        expect(buffer.content.equals(whole)).toBe(true);
        expect([buffer.size, buffer.pieces]).toEqual([whole.length, lengths.length]);
        expect(buffer.capacity).toBeLessThanOrEqual(2 * buffer.size);
        expect(buffer.content.buffer.byteLength).toBe(buffer.capacity);
      }),
    );
  });

  test("does not keep what its pieces were received in", () => {
    const { content } = collect([1, 1, 1]);
    expect(content.buffer).not.toBe(received.buffer);
    expect(content.buffer.byteLength).toBeLessThanOrEqual(6);
  });
});
