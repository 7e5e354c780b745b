// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import fc from "fast-check";

/** Variables of every generated script: exported, each with a value. */
export const VARIABLES: Readonly<Record<string, string>> = { A: "one two", B: "b", C: "", D: " d  e " };
export const POSITIONAL = ["first", "the second", ""];

const PLAIN = "abcxyz019/._-+,:@%^";
const QUOTABLE = `${PLAIN} $\\#;&|<>(){}!~\t\n`;

const name = fc.constantFrom(...Object.keys(VARIABLES));
const text = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength });

const plain = text(PLAIN, 4);
const single = text(`${QUOTABLE}"\``, 6).map((inner) => `'${inner}'`);
const escaped = fc.constantFrom(..."$\\#;&|<>(){}!~'\"` a".split("")).map((char) => `\\${char}`);
const continued = fc.constant("\\\n");
const literalInDouble = text(`${QUOTABLE}'`, 6).map((inner) => inner.replace(/[$\\]/g, "\\$&"));

/** Words in POSIX's grammar, in which dash and bash agree; no globs, and nothing that is evaluated. */
const words = fc.letrec<Record<"word" | "double" | "parameter" | "inner", string>>((tie) => ({
  parameter: fc.oneof(
    { maxDepth: 3, depthIdentifier: "word" },
    // A character behind it ends the name.
    name.map((variable) => `$${variable}/`),
    name.map((variable) => `\${${variable}}`),
    fc.constantFrom("$1", "${2}", "${3}", "$9"),
    fc
      .tuple(name, fc.constantFrom(":-", "-", ":+", "+", ":=", "="), tie("inner"))
      .map(([variable, operator, inner]) => {
        return `\${${variable}${operator}${inner}}`;
      }),
  ),
  inner: fc.oneof({ maxDepth: 3, depthIdentifier: "word" }, plain, tie("parameter")),
  double: fc
    .array(fc.oneof(literalInDouble, tie("parameter"), continued), { maxLength: 3 })
    .map((parts) => `"${parts.join("")}"`),
  word: fc
    .array(fc.oneof({ weight: 3, arbitrary: plain }, single, escaped, continued, tie("double"), tie("parameter")), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join("")),
}));

/** A word to be expanded and split. */
export const arbitraryWord = fc.oneof(
  { weight: 8, arbitrary: words.word },
  { weight: 1, arbitrary: fc.constantFrom('"$@"', "$@", "$*", '"$*"', '"${@}"') },
);

const assignment = fc.tuple(name, words.word).map(([variable, value]) => `${variable}=${value}`);
const program = fc.array(arbitraryWord, { maxLength: 4 }).map((list) => `vllm ${list.join(" ")}`);

/** Commands that run in this order whatever happens. */
const statement = fc.oneof(
  { weight: 4, arbitrary: program },
  assignment,
  fc.tuple(assignment, program).map((parts) => parts.join(" ")),
  name.map((variable) => `unset ${variable}; ${variable}=`),
  assignment.map((text) => `export ${text.replace(/=(.*)$/s, "='x'")}`),
  fc.array(arbitraryWord, { maxLength: 3 }).map((list) => `set -- x ${list.join(" ")}`),
  fc.constant("shift 1"),
  program.map((text) => `{ ${text}; }`),
  program.map((text) => `( ${text} )`),
  fc.tuple(program, assignment).map(([text, change]) => `( ${change}; ${text}; )`),
  program.map((text) => `true && ${text} >/dev/null 2>&1`),
  fc.tuple(arbitraryWord, program).map(([word, text]) => `f() { ${text}; }; f ${word}`),
  program.map((text) => `cat <<'E' >/dev/null\nit's "a\nE\n${text} # it's`),
  assignment.map((change) => `${change} | cat`),
);

export const arbitraryScript = fc
  .array(statement, { minLength: 1, maxLength: 6 })
  .map((statements) => `${statements.join("\n")}\n:`);

const ansi = fc.constantFrom("$'a\\'b\\n'", "$'\\x41\\101\\u0041'", '$"a b"', "$'\\\\'");
const list = fc.constantFrom(
  '"${L[@]}"',
  "${L[@]}",
  '"${L[*]}"',
  "${L[*]}",
  'x"${L[@]}"y',
  '"x${L[@]}y"',
  "$L",
  '"${L[1]}"',
  "${L[9]}",
  '${L[@]+"${L[@]}"}',
  '"${L[@]+"${L[@]}"}"',
);
const item = fc.oneof(words.word, ansi, list, fc.constant('"$@"'));
const items = fc.array(item, { maxLength: 3 }).map((all) => `(${all.join(" ")})`);

const bashStatement = fc.oneof(
  fc.array(item, { maxLength: 4 }).map((all) => `vllm ${all.join(" ")}`),
  items.map((all) => `L=${all}`),
  items.map((all) => `L+=${all}`),
  items.map((all) => `declare -a L=${all}`),
  fc.tuple(name, words.word).map(([variable, word]) => `${variable}+=${word}`),
  fc.tuple(name, words.word).map(([variable, word]) => `f() { local ${variable}=${word}; vllm $${variable}; }; f`),
  fc.tuple(name, words.word).map(([variable, word]) => `declare ${variable}=${word}`),
  fc.constant("[[ a == a && ( b < c ) ]] && vllm yes"),
  fc.constant('(( 1 << 2 )) && vllm <<<"it\'s" shifted'),
);

/** The same with what only bash has: lists above all. */
export const arbitraryBashScript = fc
  .array(fc.oneof(bashStatement, statement), { minLength: 1, maxLength: 7 })
  .map((statements) => `L=()\n${statements.join("\n")}\n:`);

const value = fc.constantFrom("p", "q", "r/s");
const change = fc.tuple(name, value).map(([variable, text]) => `${variable}=${text}`);
const condition = fc.constantFrom("true", "false", '[ "$B" = p ]', '[ -n "$C" ]', "! true");

/** Commands that run under conditions, which a reader that evaluates nothing cannot tell. */
const conditional = fc.letrec<Record<"list" | "command", string>>((tie) => ({
  list: fc.array(tie("command"), { minLength: 1, maxLength: 3 }).map((commands) => commands.join("\n")),
  command: fc.oneof(
    { maxDepth: 3, depthIdentifier: "command" },
    change,
    fc.constant("SHOW"),
    fc.tuple(condition, tie("list")).map(([test, list]) => `if ${test}; then\n${list}\nfi`),
    fc.tuple(condition, tie("list"), tie("list")).map(([test, a, b]) => `if ${test}; then ${a}\nelse ${b}\nfi`),
    fc.tuple(condition, change).map(([test, text]) => `${test} && ${text}`),
    fc.tuple(condition, change, change).map(([test, a, b]) => `${test} && ${a} || ${b}`),
    fc.tuple(condition, change).map(([test, text]) => `${test} || ${text}`),
    fc.tuple(name, tie("list")).map(([variable, list]) => `for ${variable} in p q; do ${list}\ndone`),
    fc.tuple(name, tie("list"), tie("list")).map(([variable, a, b]) => {
      return `case $${variable} in\n p|q) ${a} ;;\n (r*) ${b}\nesac`;
    }),
    fc.tuple(change, tie("list")).map(([text, list]) => `(${text}; ${list}\n)`),
    fc.tuple(condition, tie("list")).map(([test, list]) => `f() { ${list}\n}\n${test} && f`),
    name.map((variable) => `echo x | { read ${variable}; }`),
    name.map((variable) => `unset ${variable}`),
  ),
}));

/** Every `vllm` in it is numbered, and shows all variables. */
export const arbitraryConditionalScript = conditional.list.map((list) => {
  let count = 0;
  return `${list}\nSHOW`.replaceAll("SHOW", () => `vllm ${count++} "\${A-}" "\${B-}" "\${C-}" "\${D-}"`);
});
