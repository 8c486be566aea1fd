/**
 * The options of all commands: one table, of which parsing, help and completions
 * are made. A name and a letter mean the same everywhere.
 *
 * @module
 */

import type { OptionSpec } from "./option_spec.ts";
import { COMMON_OPTIONS } from "./tables/common_options.ts";

/** All options. */
export const OPTIONS: readonly OptionSpec[] = [
  {
    name: "range",
    short: "r",
    value: "RANGE",
    many: true,
    group: "Which",
    text: "records of a range: r10..r20, 7d (help ranges)",
  },
  {
    name: "grep",
    short: "g",
    value: "PATTERN",
    many: true,
    group: "Which",
    text: "records that match: word, a.b=c (help patterns)",
  },
  {
    name: "not",
    value: "PATTERN",
    many: true,
    group: "Which",
    text: "leave out records that match",
  },
  {
    name: "user",
    value: "USER",
    group: "Which",
    text: "records of a user; * and ? are wildcards",
  },
  {
    name: "action",
    value: "ACTION",
    group: "Which",
    text: "records of an action; * and ? are wildcards",
  },
  {
    name: "path",
    value: "PATH",
    many: true,
    group: "Which",
    text: "changes of a place and below, from the root",
  },
  {
    name: "case",
    group: "Which",
    text: "tell upper from lower case in patterns",
  },
  {
    name: "count",
    short: "n",
    value: "N",
    group: "Which",
    text: "the last N (with --reverse the same, newest first)",
  },
  { name: "all", group: "Which", text: "all, where else some are shown" },
  {
    name: "context",
    value: "N",
    group: "Which",
    text: "N records before and after each one",
  },
  { name: "reverse", group: "How", text: "the newest first" },
  {
    name: "follow",
    value: "new",
    optional: true,
    group: "How",
    text: "go on with what is added; =new: that alone",
    values: ["new"],
  },
  {
    name: "before",
    group: "How",
    text: "values before, however far back a snapshot is",
  },
  { name: "raw", group: "How", text: "the records as they stand in the file" },
  {
    name: "check",
    group: "How",
    text: "verify the whole file first; 10 if it is damaged",
  },
  {
    name: "at",
    value: "POINT",
    group: "Which",
    text: "at a point: r120, 2h, @deploy (help ranges)",
  },
  { name: "flat", group: "How", text: "a line for each value" },
  {
    name: "depth",
    value: "N",
    group: "How",
    text: "so many levels; what is deeper is counted",
  },
  { name: "stat", group: "How", text: "counts for each place alone" },
  {
    name: "exit-code",
    group: "How",
    text: "3 where nothing is shown, or they differ",
  },
  {
    name: "where",
    value: "PATTERN",
    group: "Which",
    text: "the rule: the state has a value that matches",
  },
  {
    name: "test",
    value: "FILE.ts",
    group: "Which",
    text: "the rule: the default export, asked with the state",
    values: "file",
  },
  {
    name: "good",
    value: "POINT",
    group: "Which",
    text: "a point where the rule holds",
  },
  {
    name: "bad",
    value: "POINT",
    group: "Which",
    text: "a point where it holds no more",
  },
  {
    name: "migrations",
    short: "m",
    value: "MODULE",
    group: "From where",
    text: "a module of migrations, run on the state in memory",
    values: "file",
  },
  {
    name: "kanta",
    short: "k",
    value: "MODULE",
    group: "From where",
    text: "an application's types, formatters, masks, schema",
    values: "file",
  },
  {
    name: "creds",
    value: "FILE",
    group: "From where",
    text: "a credentials file of NATS; else KANTA_NATS_CREDS",
    values: "file",
  },
  {
    name: "output",
    short: "o",
    value: "FILE",
    group: "Into what",
    text: "into a file (a state as JSON); - is standard output",
    values: "file",
  },
  {
    name: "archives",
    group: "Which",
    text: "its archives, too, named after the copy",
  },
  {
    name: "format",
    value: "FORMAT",
    group: "Into what",
    text: "the format to write",
    values: ["json", "msgpack"],
  },
  { name: "reseal", group: "How", text: "accept lines edited by hand" },
  {
    name: "eval",
    short: "e",
    value: "CODE",
    group: "From where",
    text: "code that gets `data`",
  },
  { name: "only-clean", group: "How", text: "leave what was changed since" },
  {
    name: "force",
    group: "How",
    text: "what was changed since, too; a file that is there",
  },
  {
    name: "from",
    value: "FILE",
    group: "From where",
    text: "another log that has the point: a backup, an archive",
    values: "file",
  },
  {
    name: "into",
    value: "NEW",
    group: "Into what",
    text: "a new file; the old one stays as it is",
    values: "file",
  },
  {
    name: "replace",
    group: "Into what",
    text: "the place of the old file, which is kept beside it",
  },
  {
    name: "now",
    group: "How",
    text: "first delete it from the present state, as a record",
  },
  {
    name: "older",
    value: "AGE",
    group: "Which",
    text: "changes that are older, such as 90d, 12h or 2w",
  },
  {
    name: "larger",
    value: "SIZE",
    group: "Which",
    text: "what is beyond so many bytes, such as 1GB",
  },
  {
    name: "records",
    value: "N",
    group: "Which",
    text: "all but the last N changes; 0: all but the state",
  },
  { name: "gzip", group: "How", text: "compress the archive" },
  { name: "no-archives", group: "Which", text: "leave archives as they are" },
  { name: "by", value: "USER", group: "How", text: "who does it" },
  { name: "note", value: "TEXT", group: "How", text: "why it is done" },
  { name: "dry-run", group: "How", text: "show the plan and change nothing" },
  { name: "yes", short: "y", group: "How", text: "do it without asking" },
  {
    name: "mask",
    value: "PATH",
    many: true,
    group: "How",
    text: "a place that is secret, from the root: users.*.phone",
  },
  { name: "port", value: "N", group: "How", text: "the port; else one free" },
  { name: "open", group: "How", text: "start the browser" },
  ...COMMON_OPTIONS,
];

/** The names of the options that every command has. */
export const COMMON: readonly string[] = COMMON_OPTIONS
  .map(({ name }) => name);

/** The option of a name. */
export function optionOf(name: string): OptionSpec | undefined {
  return OPTIONS.find((option) => option.name === name);
}
