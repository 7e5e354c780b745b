// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.

import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { describe, expect, it } from "vitest";
import { classifyModel, parseModelList } from "../../../src/injection/command/model-reference.ts";
import { brief } from "./detect.ts";

describe("classifyModel", () => {
  it.each([
    ["Qwen/Qwen3-0.6B", "Qwen/Qwen3-0.6B"],
    ["gpt2", "gpt2"],
    ["0-hero/Matter_0.1", "0-hero/Matter_0.1"],
    [`${"a".repeat(96)}/${"b".repeat(96)}`, `${"a".repeat(96)}/${"b".repeat(96)}`],
    ["/models/llama", "local /models/llama"],
    ["/", "local /"],
    ["./llama", "local ./llama"],
    ["../llama", "local ../llama"],
    ["~/llama", "local ~/llama"],
    [".", "local ."],
    ["..", "local .."],
    ["models/", "local models/"],
    ["org/name/", "local org/name/"],
    ["a/b/c", "local a/b/c"],
    ["s3://bucket/model", "uri s3://bucket/model"],
    ["ngc://org/team/model:1", "uri ngc://org/team/model:1"],
    ["hf+x.y://what/ever", "uri hf+x.y://what/ever"],
  ])("takes %s for what it plainly is", (text, expected) => {
    expect(brief(classifyModel(text, undefined, "--model"))).toBe(expected);
  });

  it.each([
    "",
    " ",
    "org/na me",
    "$MODEL",
    "${MODEL}",
    "$(MODEL)",
    "`model`",
    "org/*",
    "org/mode?",
    "org/[ab]",
    "{a,b}/c",
    "/models/*",
    "/models/$X",
    "s3://bucket/{x}",
    "org/name--x",
    "org/a..b",
    "org/name.",
    "org/name-",
    "-org/name",
    "_org/name",
    "org/.name",
    "org/name.git",
    "a".repeat(97),
    "org\\name",
    "org/name\n",
    "ünïcode/model",
    "~user",
    "s3://",
    "org:name",
    "org@name",
  ])("does not guess at %j", (text) => {
    expect(classifyModel(text, undefined, "--model")).toMatchObject({ kind: "unknown", flag: "--model" });
  });

  it.each(["main", "v1.0", "refs/pr/3", "0123456789abcdef0123456789abcdef01234567"])(
    "keeps the revision %s",
    (revision) => {
      expect(classifyModel("a/b", revision, "--model")).toEqual({ kind: "hub", id: "a/b", revision, flag: "--model" });
    },
  );

  it.each(["", "../main", "a//b", "/main", "a b", "$REV", UNKNOWN, `v${UNKNOWN}`])(
    "does not guess at the revision %j",
    (revision) => {
      expect(classifyModel("a/b", revision, "--model").kind).toBe("unknown");
    },
  );

  it("ignores the revision of a path", () => {
    expect(classifyModel("/a", "main", "--model")).toEqual({ kind: "local", path: "/a", flag: "--model" });
  });

  it("quotes the text, with … for unknown parts", () => {
    expect(brief(classifyModel(`/models/${UNKNOWN}/x`, undefined, "--model"))).toBe("? /models/…/x");
    expect(brief(classifyModel("a\n\tb", undefined, "--model"))).toBe("? a b");
  });

  it("quotes at most 100 characters", () => {
    const model = classifyModel("$".repeat(1000), undefined, "--model");
    expect(brief(model)).toBe(`? ${"$".repeat(99)}…`);
  });
});

describe("parseModelList", () => {
  it.each([
    ["", []],
    [" ,\n, ", []],
    ["org/name", ["org/name"]],
    [
      "org/name@main, gpt2 ,s3://bucket/x\n\tname@refs/pr/1",
      ["org/name@main", "gpt2", "s3://bucket/x", "name@refs/pr/1"],
    ],
    ["ngc://a/b gs://c az://d", ["ngc://a/b", "gs://c", "az://d"]],
    ["org/a,org/a", ["org/a"]],
  ])("reads %j", (list, models) => {
    expect(parseModelList(list)).toEqual({ models });
  });

  it.each([
    ["org/a, /models/b", "/models/b"],
    ["org/a@", "org/a@"],
    ["@main", "@main"],
    ["org/a@b@c", "org/a@b@c"],
    ["http://host/x", "http://host/x"],
    ["S3://bucket/x", "S3://bucket/x"],
    ["s3://", "s3://"],
    ["s3://$(id)", "s3://$(id)"],
    ["a/b/c", "a/b/c"],
    ["$MODEL", "$MODEL"],
  ])("refuses %j for its item %j", (list, invalid) => {
    expect(parseModelList(list)).toEqual({ invalid });
  });

  it("accepts 64 items and rejects the 65th", () => {
    const items = Array.from({ length: 65 }, (_, index) => `org/m${index}`);
    expect(parseModelList(items.slice(0, 64).join(" "))).toEqual({ models: items.slice(0, 64) });
    expect(parseModelList(items.join(","))).toEqual({ invalid: "org/m64" });
  });
});
