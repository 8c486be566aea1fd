/**
 * The commands: one table, of which help and completions are made.
 *
 * @module
 */
import type { CommandSpec } from "./command.ts";

const RANGES = ["range", "grep", "not", "user", "action", "path", "case"];
const MODULES = ["migrations", "kanta"];

/** All commands, in the order in which help shows them. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "log",
    summary: "the records: who changed what, when",
    group: "Reads",
    usage: "FILE",
    operands: [1, 1],
    options: [
      ...RANGES,
      "count",
      "all",
      "context",
      "reverse",
      "follow",
      "before",
      "raw",
      "check",
      "exit-code",
      ...MODULES,
      "output",
    ],
    examples: [
      "kanta log data.kantadb -r 7d --user bob",
      "kanta data.kantadb -g users.*.email=old@example.org",
      "kanta log data.kantadb --follow",
    ],
    more: "On a terminal the last 20 records are shown; in a pipe, with a " +
      "range or a filter, all of them. Several -g have to match one record.",
    load: () => import("./commands/log.ts"),
  },
  {
    name: "show",
    summary: "the state at any point, or a place of it",
    group: "Reads",
    usage: "[PATH] FILE",
    operands: [1, 2],
    options: ["at", "flat", "depth", "output", ...MODULES],
    examples: [
      "kanta show data.kantadb",
      "kanta show users.bob data.kantadb --at yesterday",
      "kanta show data.kantadb --at r120 -o state.json",
    ],
    load: () => import("./commands/show.ts"),
  },
  {
    name: "diff",
    summary: "what differs between two points, or two files",
    group: "Reads",
    usage: "[A] [B] FILE",
    operands: [1, 3],
    options: ["path", "stat", "exit-code", "kanta"],
    examples: [
      "kanta diff r100 r200 data.kantadb",
      "kanta diff yesterday data.kantadb --path users",
      "kanta diff old.kantadb new.kantadb --exit-code",
    ],
    more: "With one point: from there to the end. With none: the last record.",
    load: () => import("./commands/diff.ts"),
  },
  {
    name: "verify",
    summary: "every record, checksum and snapshot of a file",
    group: "Reads",
    usage: "FILE",
    operands: [1, 1],
    options: [],
    examples: ["kanta verify data.kantadb", "kanta verify data.kantadb --json"],
    more:
      "Nothing is changed. 10 is answered where something is wrong, or the " +
      "end is torn.",
    load: () => import("./commands/verify.ts"),
  },
  {
    name: "help",
    summary: "all commands, one of them, or ranges, patterns, json",
    group: "Other",
    usage: "[COMMAND | ranges | patterns | json]",
    operands: [0, 1],
    values: ["ranges", "patterns", "json"],
    options: [],
    examples: ["kanta help log", "kanta help ranges", "kanta help json"],
    load: () => import("./commands/help.ts"),
  },
];

/** The command of a name. */
export function commandOf(name: string): CommandSpec | undefined {
  return COMMANDS.find((command) => command.name === name);
}
