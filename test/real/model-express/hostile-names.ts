/** Texts that are not names of models, and would do harm as a path, an argument or a part of a script. */
export const HOSTILE_NAMES = [
  "org/a b",
  "org/a'b",
  'org/a"b',
  "$(touch pwned)",
  "`touch pwned`",
  "org/a\ntouch pwned",
  "org/a;touch pwned",
  "--help",
  "../../etc",
  "/etc/passwd",
  "org/a@../../b",
  "org/a@-r",
  "s3://bucket/a b",
  "*",
  "",
];
