import { describe, expect, it } from "vitest";
import type { AddOperation } from "../src/add-operation.ts";
import { type InsertedText, insertAdditions } from "../src/insert.ts";
import type { JsonValue } from "../src/json-value.ts";
import { readManifests } from "../src/read-manifests.ts";

type Additions = readonly (readonly [path: string, value: JsonValue])[];

function inserted(source: string, ...perDocument: readonly Additions[]): InsertedText {
  const manifests = readManifests(source, "file.yaml");
  const operations = (additions: Additions = []): AddOperation[] =>
    additions.map(([path, value]) => ({ op: "add", path, value }));
  return insertAdditions(
    source,
    manifests,
    new Map(manifests.map((manifest, index) => [manifest, operations(perDocument[index])])),
  );
}

function textOf(source: string, ...additions: Additions): string {
  return inserted(source, additions).text;
}

describe("additions in block style", () => {
  it("follow the indentation around them and leave the rest of a Deployment alone", () => {
    const source = `# the workers
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}   # flow
spec:
  template:
    spec:
        containers:
          -   name: main   # the engine

              env:

                # about A
                -   name: A
                    value: 'a'   # quoted
                # -   name: B
              # end of main
        # end of containers
        restartPolicy: Always

# the end
`;
    const text = textOf(
      source,
      ["/spec/template/metadata", {}],
      ["/spec/template/metadata/annotations", {}],
      ["/spec/template/metadata/annotations/modelexpress.nvidia.com~1status", '{"mode":"shared"}'],
      ["/spec/template/spec/containers/0/env/-", { name: "HF_HUB_OFFLINE", value: "1" }],
      ["/spec/template/spec/containers/0/volumeMounts", [{ name: "cache", mountPath: "/cache" }]],
      ["/spec/template/spec/volumes", [{ name: "cache", emptyDir: {} }]],
    );
    expect(text).toBe(`# the workers
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}   # flow
spec:
  template:
    spec:
        containers:
          -   name: main   # the engine

              env:

                # about A
                -   name: A
                    value: 'a'   # quoted
                # -   name: B
                -   name: HF_HUB_OFFLINE
                    value: "1"
              # end of main
              volumeMounts:
                -   name: cache
                    mountPath: /cache
        # end of containers
        restartPolicy: Always
        volumes:
          -   name: cache
              emptyDir: {}
    metadata:
        annotations:
            modelexpress.nvidia.com/status: '{"mode":"shared"}'

# the end
`);
  });

  it("write a script as a literal block, also between other elements", () => {
    const source = "command:\n- sh\n# the script\n- last\n";
    expect(textOf(source, ["/command/1", "set -eu\n\nif x; then\n  y\nfi\n"])).toBe(
      "command:\n- sh\n- |\n  set -eu\n\n  if x; then\n    y\n  fi\n# the script\n- last\n",
    );
  });

  it("put a new first element above the comment of the old one", () => {
    const source = "spec:\n  initContainers: # in order\n    # waits\n    - name: wait\n";
    expect(textOf(source, ["/spec/initContainers/0", { name: "pull" }])).toBe(
      "spec:\n  initContainers: # in order\n    - name: pull\n    # waits\n    - name: wait\n",
    );
  });

  it("come after a block scalar with all of its lines", () => {
    const source = "args:\n- |+\n  a\n\n- >-\n  b\n  c\n\n\nnext: 1\n";
    expect(textOf(source, ["/args/1", "x"], ["/args/-", "z"])).toBe(
      "args:\n- |+\n  a\n\n- x\n- >-\n  b\n  c\n- z\n\n\nnext: 1\n",
    );
  });

  it("take the place of a value that is missing, null or empty", () => {
    const source = "a:\nb: null # none\nc: []\nd: {}   # none\ne: ~\nf:\n  # nothing yet\ng:\n  []\nh: 1\n";
    const additions = [..."abcefg"].map((key) => [`/${key}`, [1]] as const);
    expect(textOf(source, ...additions, ["/d/x", 1])).toBe(
      "a:\n- 1\nb: # none\n- 1\nc:\n- 1\nd:   # none\n  x: 1\ne:\n- 1\nf:\n  # nothing yet\n- 1\ng:\n- 1\nh: 1\n",
    );
  });

  it("keep Windows line endings and a missing line break at the end", () => {
    const source = "a:\r\n  - b: 1\r\nc: 2";
    expect(textOf(source, ["/a/-", "x\ny"], ["/d", 3])).toBe(
      "a:\r\n  - b: 1\r\n  - |-\r\n    x\r\n    y\r\nc: 2\r\nd: 3",
    );
  });

  it("end a file with a line break when a script is the last of them", () => {
    expect(textOf("a: 1", ["/b", "x\ny\n"])).toBe("a: 1\nb: |\n  x\n  y\n");
  });
});

describe("additions in brackets", () => {
  it("stay on one line where the collection does", () => {
    const source = "args: [sh, -c] # run\nenv: [{name: A, value: 'a'}, ]\nlabels: {}\n";
    const text = textOf(source, ["/args/-", "a\nb"], ["/env/-", { name: "B", value: "b" }], ["/env/0/x", 1]);
    expect(text).toBe(
      'args: [sh, -c, "a\\nb"] # run\nenv: [{name: A, value: \'a\', x: 1}, {name: "B", value: "b"}, ]\nlabels: {}\n',
    );
  });

  it("get lines of their own where the items have them, and leave comments with their items", () => {
    const source = "env: [\n    a, # first\n    b # second\n  ]\n";
    expect(textOf(source, ["/env/0", "x"], ["/env/2", "y"], ["/env/-", "z"])).toBe(
      'env: [\n    "x",\n    a, # first\n    "y",\n    b, # second\n    "z"\n  ]\n',
    );
  });

  it("are JSON in a JSON file, indented as it is", () => {
    const source = '{\n    "kind": "Pod",\n    "spec": {\n        "env": []\n    }\n}\n';
    expect(textOf(source, ["/spec/env/-", { name: "A" }], ["/spec/new", {}])).toBe(
      `${JSON.stringify({ kind: "Pod", spec: { env: [{ name: "A" }], new: {} } }, null, 4)}\n`,
    );
  });

  it("are compact in compact JSON", () => {
    const source = '{"spec":{"env":[{"name":"A"}],"args":[]}}';
    expect(textOf(source, ["/spec/env/0", { name: "B", v: [1, 2] }], ["/spec/args/-", "x"])).toBe(
      '{"spec":{"env":[{"name":"B","v":[1,2]},{"name":"A"}],"args":["x"]}}',
    );
  });

  it("put braces around a bare pair", () => {
    expect(textOf("a: [b: 1, c]\n", ["/a/0/d", 2])).toBe("a: [{b: 1, d: 2}, c]\n");
  });
});

describe("additions to several documents", () => {
  it("go to their own document and leave separators and comments alone", () => {
    const source = "# one\na: 1\n--- # two\n# about b\nb: {}\n...\n# between\n---\nc:\n- 1\n";
    expect(inserted(source, [["/x", 1]], [["/b/x", 2]], [["/c/-", 3]]).text).toBe(
      "# one\na: 1\nx: 1\n--- # two\n# about b\nb:\n  x: 2\n...\n# between\n---\nc:\n- 1\n- 3\n",
    );
  });

  it("reach into the items of a List", () => {
    const source = "kind: List\nitems:\n- kind: Service\n- kind: Pod\n  spec:\n    containers:\n    - name: a\n";
    expect(textOf(source, ["/items/1/spec/containers/0/env", [{ name: "A", value: "yes" }]])).toBe(
      `${source}      env:\n      - name: A\n        value: "yes"\n`,
    );
  });
});

describe("additions behind anchors, aliases and merge keys", () => {
  const source = "a:\n  env: &env # shared\n  - name: A\nb:\n  env: *env\n";

  it("leave an alias alone that gets the same additions as its anchor", () => {
    const { text, notes } = inserted(source, [
      ["/a/env/-", { name: "X" }],
      ["/b/env/-", { name: "X" }],
    ]);
    expect(text).toBe("a:\n  env: &env # shared\n  - name: A\n  - name: X\nb:\n  env: *env\n");
    expect(notes).toEqual([]);
  });

  it("write an alias out that gets other additions, and say so", () => {
    const { text, notes } = inserted(source, [["/b/env/-", { name: "X" }]]);
    expect(text).toBe("a:\n  env: &env # shared\n  - name: A\nb:\n  env:\n  - name: A\n  - name: X\n");
    expect(notes).toEqual(["file.yaml:5: the alias *env gets other additions than its anchor; it is now written out"]);
  });

  it("write an alias out whose anchor alone gets additions", () => {
    const { text } = inserted(source, [["/a/env/-", { name: "X" }]]);
    expect(text).toBe("a:\n  env: &env # shared\n  - name: A\n  - name: X\nb:\n  env:\n  - name: A\n");
  });

  it("override what comes from a merge key", () => {
    const merged = "base: &base\n  env: [a]\npod:\n  <<: *base\n  name: x\n";
    const { text, notes } = inserted(merged, [["/pod/env/-", "b"]]);
    expect(text).toBe("base: &base\n  env: [a]\npod:\n  <<: *base\n  name: x\n  env:\n  - a\n  - b\n");
    expect(notes).toEqual(['file.yaml:4: "env" comes from a merge key (<<); it is now written out here']);
  });

  it("do not reach an object through its merge key", () => {
    const merged = "base: &base\n  env: 1\npod:\n  <<: *base\n";
    expect(inserted(merged, [["/base/x", 1]]).text).toBe("base: &base\n  env: 1\n  x: 1\npod:\n  <<:\n    env: 1\n");
  });
});

describe("operations that cannot be carried out", () => {
  it.each([
    ["/a", 'cannot add "/a": it exists already'],
    ["/a/b", 'cannot add "/a/b": there is no object or array to add to'],
    ["/x/y", 'cannot add "/x/y": there is nothing at "x"'],
    ["/l/3", 'cannot add "/l/3": the array has no place "3"'],
    ["", 'cannot add "": the pointer is not valid in this document'],
  ])("are refused at %j", (path, message) => {
    expect(() => textOf("a: 1\nl: [1]\n", [path, 2])).toThrow(message);
  });
});
