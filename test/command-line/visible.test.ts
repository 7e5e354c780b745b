import { describe, expect, test } from "vitest";
import { visible } from "../../src/command-line/visible.ts";

const TITLE = "\u001b]0;title\u0007";
const CLEAR_SCREEN = "\u001b[2J";
const RED = "\u001b[31m";

describe("text for a terminal", () => {
  test.each([true, false])("has no escape sequences except colours, on a terminal: %s", (isTerminal) => {
    const text = visible(`a${TITLE}b${CLEAR_SCREEN}c\u009b5nd\u202ee\r`, isTerminal);
    expect(text).toBe("a\\u001b]0;title\\u0007b\\u001b[2Jc\\u009b5nd\\u202ee\\u000d");
  });

  test("keeps its lines, its tabs and every letter", () => {
    const text = "Größe:\t1 Gi\nпод → 容器 🚀\n";
    expect([visible(text, true), visible(text, false)]).toEqual([text, text]);
  });

  test("keeps our colours on a terminal, and shows foreign ones elsewhere", () => {
    expect(visible(`${RED}x`, true)).toBe(`${RED}x`);
    expect(visible(`${RED}x`, false)).toBe("\\u001b[31mx");
  });

  test("keeps the clearing of a line of progress, and no other return to its beginning", () => {
    expect(visible("\r\u001b[2Klooking\rhidden", true)).toBe("\r\u001b[2Klooking\\u000dhidden");
  });

  test("is read in linear time: an endless number of parameters is not a colour", () => {
    expect(visible(`\u001b[${"1;".repeat(1000)}m`, true)).toMatch(/^\\u001b\[/);
  });
});
