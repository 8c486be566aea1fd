/**
 * The commands: one table, of which help and completions are made.
 *
 * @module
 */
import { type CommandSpec, lateCommand } from "./command.ts";
import { LIVE_FILE_COMMANDS } from "./tables/live_file.ts";
import { NEW_FILE_COMMANDS } from "./tables/new_file.ts";

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
      "creds",
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
    options: ["at", "flat", "depth", "output", ...MODULES, "creds"],
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
    options: ["path", "stat", "exit-code", "kanta", "creds"],
    examples: [
      "kanta diff r100 r200 data.kantadb",
      "kanta diff yesterday data.kantadb --path users",
      "kanta diff old.kantadb new.kantadb --exit-code",
    ],
    more: "With one point: from there to the end. With none: the last record.",
    load: () => import("./commands/diff.ts"),
  },
  {
    name: "blame",
    summary: "who set each value, when, and what was there before",
    group: "Reads",
    usage: "[PATH] FILE",
    operands: [1, 2],
    options: ["at", "count", "all", "kanta", "creds"],
    examples: [
      "kanta blame users.bob data.kantadb",
      "kanta blame visits data.kantadb -n 3",
      "kanta blame data.kantadb --at r120",
    ],
    more:
      "-n N goes N values back, --all to the first one. Items of lists keep " +
      "their blame when others are inserted or removed.",
    load: () => import("./commands/blame.ts"),
  },
  {
    name: "bisect",
    summary: "the first record after which a rule holds no more",
    group: "Reads",
    usage: "FILE",
    operands: [1, 1],
    options: [
      ...["where", "not", "test", "good", "bad", "case", "kanta"],
      "creds",
    ],
    examples: [
      "kanta bisect data.kantadb --where users.alice",
      "kanta bisect data.kantadb --not 'stock.*<0'",
      "kanta bisect data.kantadb --test rule.ts --good r100",
    ],
    more: "Of a million records about 20 states are looked at.",
    load: () => import("./commands/bisect.ts"),
  },
  {
    name: "stats",
    summary: "growth by place, action, user and day",
    group: "Reads",
    usage: "FILE",
    operands: [1, 1],
    options: ["range", "depth", "count", "all", "kanta", "creds"],
    examples: [
      "kanta stats data.kantadb",
      "kanta stats data.kantadb -r 7d --depth 2",
      "kanta stats data.kantadb --json",
    ],
    load: () => import("./commands/stats.ts"),
  },
  {
    name: "view",
    summary: "the log in a browser: timeline, states, blame, search, live",
    group: "Reads",
    usage: "FILE",
    operands: [1, 1],
    options: ["mask", "port", "open", "kanta", "creds"],
    examples: [
      "kanta view data.kantadb",
      "kanta view data.kantadb --port 8000 --open",
      "kanta view data.kantadb --unmask",
    ],
    more:
      "Prints the address to open, and runs until Ctrl-C. The address has " +
      "a token: who has it sees the log. It takes --allow-net=127.0.0.1, and " +
      "--open --allow-run of what starts a browser.",
    load: lateCommand("./commands/view.ts", import.meta.url),
  },
  {
    name: "verify",
    summary: "every record, checksum and snapshot of a file",
    group: "Reads",
    usage: "FILE",
    operands: [1, 1],
    options: ["creds"],
    examples: ["kanta verify data.kantadb", "kanta verify data.kantadb --json"],
    more:
      "Nothing is changed. 10 is answered where something is wrong, or the " +
      "end is torn.",
    load: () => import("./commands/verify.ts"),
  },
  {
    name: "rehearse",
    summary: "what migrations and schema would change; nothing is written",
    group: "Reads",
    usage: "FILE",
    operands: [1, 1],
    options: MODULES,
    examples: [
      "kanta rehearse data.kantadb -m migrations.ts",
      "kanta rehearse data.kantadb -k app.ts",
    ],
    load: lateCommand("./commands/rehearse.ts", import.meta.url),
  },
  ...NEW_FILE_COMMANDS,
  ...LIVE_FILE_COMMANDS,
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
  {
    name: "completions",
    summary: "a script that completes commands and options",
    group: "Other",
    usage: "bash | zsh | fish",
    operands: [1, 1],
    values: ["bash", "zsh", "fish"],
    options: [],
    examples: [
      "kanta completions bash > ~/.local/share/bash-completion/completions/kanta",
      "kanta completions zsh > ~/.zfunc/_kanta",
      "kanta completions fish > ~/.config/fish/completions/kanta.fish",
    ],
    load: lateCommand("./commands/completions.ts", import.meta.url),
  },
  {
    name: "version",
    summary: "the version",
    group: "Other",
    usage: "",
    operands: [0, 0],
    options: [],
    examples: ["kanta version"],
    load: () => import("./commands/version.ts"),
  },
];

/** The command of a name. */
export function commandOf(name: string): CommandSpec | undefined {
  return COMMANDS.find((command) => command.name === name);
}
