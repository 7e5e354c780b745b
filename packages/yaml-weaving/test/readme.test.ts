import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { insertAdditions } from "../src/insert.ts";
import { readManifests } from "../src/read-manifests.ts";

const directory = join(import.meta.dirname, "..");
const page = readFileSync(join(directory, "README.md"), "utf8");

describe("the README", () => {
  it("shows what the example gives", () => {
    const [, literal = '""'] = /const source = (".*");/.exec(page) ?? [];
    const shown = [...page.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => `${line}\n`).join("");
    const source: string = JSON.parse(literal);
    const manifests = readManifests(source, "worker.yaml");
    const operation = { op: "add", path: "/metadata/labels", value: { app: "worker" } } as const;
    const { text } = insertAdditions(source, manifests, new Map(manifests.map((manifest) => [manifest, [operation]])));
    expect(text).toBe(shown);
    expect(page).toContain(`{ op: "add", path: "/metadata/labels", value: { app: "worker" } }`);
  });

  it("names every file that the package exports, and no other", () => {
    const { exports } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    const named = page.split("\n").flatMap((line) => {
      const [, cell = ""] = /^\| (`.*?) \|/.exec(line) ?? [];
      return [...cell.matchAll(/`([-a-z]+\.ts)`/g)].map(([, file]) => `./${file}`);
    });
    expect(named.sort()).toEqual(Object.keys(exports).sort());
  });
});
