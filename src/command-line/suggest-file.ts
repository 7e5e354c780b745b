const COMMANDS: readonly (string | undefined)[] = ["explain", "inject", "check", "graph"];
const FILE = /\.(?:ya?ml|json)$|\/$|^\.{1,2}$|^-$/;

/** A clause for those who leave out `-f` before a file, or write `--file`; empty for other usage errors. */
export function suggestFile([command, ...words]: readonly string[]): string {
  const isGiven = words.some((word) => /^(?:-f|--filename(?:=|$))/.test(word));
  if (isGiven || !COMMANDS.includes(command)) return "";
  const file = words.find((word, index) => FILE.test(word) && !isValue(words[index - 1]));
  return file === undefined ? "" : `; did you mean: ${command} -f ${file}`;
}

/** Whether the word after this one belongs to another flag. */
function isValue(before = ""): boolean {
  return before.startsWith("-") && before !== "--file";
}
