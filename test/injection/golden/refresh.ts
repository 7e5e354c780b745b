import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { goldenCases, mutateGolden } from "../golden-case.ts";
import type { Actual } from "./describe.ts";
import { acceptInto, type Proposal, proposeFor, readProposals, renderProposal } from "./proposal.ts";
import { type ExpandedCase, GOLDEN_FOLDER, patchFile } from "./read-cases.ts";
import { renderPatch } from "./render.ts";

const USAGE =
  "npm run goldens                 writes a proposal for each case that fails\nnpm run goldens -- accept CASE  takes the proposal of that case, and of no other";

const [command, ...names] = parseArgs({ allowPositionals: true }).positionals;
if (command === undefined) propose();
else if (command === "accept" && names.length > 0) for (const name of names) accept(name);
else fail(USAGE);

/** For each failing case, writes the code's result beside the cases. No expectation changes. */
function propose(): void {
  const cases = goldenCases();
  removeProposals();
  const texts = new Map<string, string[]>();
  const byDifference = new Map<string, string[]>();
  for (const one of cases) {
    const actual = mutateGolden(one);
    const proposal = proposeFor(one, actual);
    if (proposal === undefined) continue;
    append(texts, proposedFile(one), renderProposal(one.name, proposal));
    append(byDifference, proposal.difference.join("\n"), one.name);
    writeWhole(one, proposal, actual);
  }
  for (const [file, entries] of texts) writeFileSync(file, entries.join("\n"));
  report(byDifference);
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  lists.set(key, [...(lists.get(key) ?? []), value]);
}

function proposedFile({ file }: ExpandedCase): string {
  return file.replace(/\.yaml$/, ".proposed.yaml");
}

function proposedPatch(name: string): URL {
  return new URL(patchFile(GOLDEN_FOLDER, name).href.replace(/\.json$/, ".proposed.json"));
}

function writeWhole({ name }: ExpandedCase, { expectation }: Proposal, actual: Actual): void {
  if (expectation.patch === "whole") writeFileSync(proposedPatch(name), renderPatch(actual.patch));
}

function removeProposals(): void {
  for (const folder of ["cases/", "patches/"]) {
    const url = new URL(folder, GOLDEN_FOLDER);
    for (const leaf of readdirSync(url)) if (/\.proposed\.(yaml|json)$/.test(leaf)) rmSync(new URL(leaf, url));
  }
}

/** Lists cases with the same difference together, so that a change of the contract appears once. */
function report(byDifference: ReadonlyMap<string, readonly string[]>): void {
  for (const [difference, cases] of byDifference) {
    process.stdout.write(
      `${difference}\n  ${cases.length} cases: ${cases.slice(0, 5).join(", ")}${cases.length > 5 ? ", …" : ""}\n\n`,
    );
  }
  const count = [...byDifference.values()].flat().length;
  process.stdout.write(
    count === 0
      ? "every case expects what the code gives\n"
      : `${count} cases fail; proposals are in *.proposed.yaml and *.proposed.json beside them. A rule for all pods is changed in contract.ts.\nCompare each with the design, then: npm run goldens -- accept CASE\n`,
  );
}

function accept(name: string): void {
  const one = goldenCases().find((golden) => golden.name === name) ?? fail(`there is no case "${name}"`);
  const file = proposedFile(one);
  const proposals = existsSync(file) ? readProposals(parse(readFileSync(file, "utf8")) as JsonObject) : new Map();
  const expectation = proposals.get(name) ?? fail(`there is no proposal for "${name}"; run npm run goldens`);
  writeFileSync(one.file, acceptInto(readFileSync(one.file, "utf8"), name, expectation));
  if (expectation.patch === "whole") renameSync(proposedPatch(name), patchFile(GOLDEN_FOLDER, name));
  else rmSync(patchFile(GOLDEN_FOLDER, name), { force: true });
  process.stdout.write(`${name}: accepted\n`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
