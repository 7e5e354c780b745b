import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const directory = "docs/adr";
const pages = readdirSync(directory).filter((name) => name !== "README.md");
const index = readFileSync(join(directory, "README.md"), "utf8");
const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));

describe("the decisions", () => {
  it("are all in the index, each number once", () => {
    const listed = [...index.matchAll(/^\| \[(\d+)\]\((\d{4}-[-a-z]+\.md)\)/gm)];
    expect(listed.map(([, , file]) => file).sort()).toEqual([...pages].sort());
    for (const [, number, file] of listed) expect(Number(file?.slice(0, 4))).toBe(Number(number));
    expect(new Set(pages.map((page) => page.slice(0, 4))).size).toBe(pages.length);
  });

  it.each(pages)("%s is one page with its own number, and its links lead somewhere", (page) => {
    const text = readFileSync(join(directory, page), "utf8");
    expect(text).toMatch(new RegExp(`^# ${Number(page.slice(0, 4))}\\. `));
    expect(text.split("\n").length).toBeLessThanOrEqual(60);
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(directory, link)))).toEqual([]);
  });

  it.each(pages)("%s names files of the code that are there", (page) => {
    const text = readFileSync(join(directory, page), "utf8");
    const named = [...text.matchAll(/`((?:src|test|packages|manifests|walls|docs)\/[\w./-]+)`/g)].map(
      ([, path = ""]) => path,
    );
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("give a reason for every library, and for none that is gone", () => {
    const table = readFileSync(join(directory, "0007-dependencies.md"), "utf8");
    const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
    );
    const used = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
    const ours = used.filter(
      (name) => !/^@model-express-injector\/|^@types\/|^@commander-js\/|^pino-pretty$/.test(name),
    );
    expect(named.sort()).toEqual(ours.sort());
  });
});

describe("CONTRIBUTING.md", () => {
  it("answers each question with a file that is there", () => {
    const [, section = ""] = readFileSync("CONTRIBUTING.md", "utf8").split("One file answers each of these questions:");
    const [table = ""] = section.split("\n## ");
    const files = [...table.matchAll(/`(src\/[\w/.-]+)`/g)].map(([, path = ""]) => path);
    expect(files).toHaveLength(9);
    expect(files.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe("every page", () => {
  const all = [
    "README.md",
    "CONTRIBUTING.md",
    ...readdirSync("docs")
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];

  it.each(all)("the links of %s resolve", (page) => {
    const text = readFileSync(page, "utf8");
    const links = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });
});
