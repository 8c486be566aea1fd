/**
 * The commands: one table, of which help and completions are made.
 *
 * @module
 */
import type { CommandSpec, Run } from "./command.ts";

const RANGES = ["range", "grep", "not", "user", "action", "path", "case"];
const MODULES = ["migrations", "kanta"];

/**
 * Loads a command by its address. What an `import` of a literal names is read
 * whenever the table is, run or not: so the commands that need all of the database
 * are named in this way, and those that read are not, which may be run with the
 * permission to read one file.
 */
async function loaded(path: string): Promise<{ readonly run: Run }> {
  return await import(new URL(path, import.meta.url).href);
}

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
    name: "blame",
    summary: "who set each value, when, and what was there before",
    group: "Reads",
    usage: "[PATH] FILE",
    operands: [1, 2],
    options: ["at", "count", "all", "kanta"],
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
    options: ["where", "not", "test", "good", "bad", "case", "kanta"],
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
    options: ["range", "depth", "count", "all", "kanta"],
    examples: [
      "kanta stats data.kantadb",
      "kanta stats data.kantadb -r 7d --depth 2",
      "kanta stats data.kantadb --json",
    ],
    load: () => import("./commands/stats.ts"),
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
    load: () => loaded("./commands/rehearse.ts"),
  },
  {
    name: "fork",
    summary: "the history up to a point, as a file of its own",
    group: "Writes a new file",
    usage: "FILE NEW",
    operands: [2, 2],
    options: ["at", "format", "kanta"],
    examples: [
      "kanta fork data.kantadb before.kantadb --at @deploy~1",
      "kanta fork data.kantadb copy.kantadb",
    ],
    load: () => loaded("./commands/new_file/fork.ts"),
  },
  {
    name: "convert",
    summary: "the same log in the other format",
    group: "Writes a new file",
    usage: "FILE NEW",
    operands: [2, 2],
    options: ["format"],
    examples: [
      "kanta convert data.kantadb binary.kantadb",
      "kanta convert binary.kantadb data.kantadb --format json",
    ],
    load: () => loaded("./commands/new_file/convert.ts"),
  },
  {
    name: "salvage",
    summary: "what can be saved of a damaged file",
    group: "Writes a new file",
    usage: "FILE NEW",
    operands: [2, 2],
    options: [],
    examples: ["kanta salvage damaged.kantadb saved.kantadb"],
    load: () => loaded("./commands/new_file/salvage.ts"),
  },
  {
    name: "revert",
    summary: "undo records as a new one: plan, ask, commit",
    group: "Changes a live file",
    usage: "[RECORD...] FILE",
    operands: [1, Infinity],
    options: [
      ...["range", "path", "user", "action", "only-clean", "force"],
      ...["by", "note", "dry-run", "yes", "kanta"],
    ],
    examples: [
      "kanta revert r120 data.kantadb",
      "kanta revert data.kantadb -r 2h --user eve --only-clean",
    ],
    more:
      "A place that was changed since is a conflict: all is refused (4) unless " +
      "--only-clean or --force says what to do. No program may have the file open.",
    load: () => loaded("./commands/live_file/revert.ts"),
  },
  {
    name: "restore",
    summary: "the state of a point, as a new record: plan, ask, commit",
    group: "Changes a live file",
    usage: "FILE --at POINT",
    operands: [1, 1],
    options: ["at", "by", "note", "dry-run", "yes", "kanta"],
    examples: ["kanta restore data.kantadb --at 2h --dry-run"],
    load: () => loaded("./commands/live_file/restore.ts"),
  },
  {
    name: "edit",
    summary: "run a script on the state: preview, ask, commit",
    group: "Changes a live file",
    usage: "[SCRIPT.ts] FILE",
    operands: [1, 2],
    options: ["eval", "user", "action", "dry-run", "yes", "kanta"],
    examples: [
      "kanta edit -e 'data.visits = 0' data.kantadb --user eve",
      "kanta edit mend.ts data.kantadb --action mend --dry-run",
    ],
    more:
      "A script's default export gets the state and changes it in place. No " +
      "program may have the file open.",
    load: () => loaded("./commands/live_file/edit.ts"),
  },
  {
    name: "snapshot",
    summary: "append a snapshot, so that opening is fast",
    group: "Changes a live file",
    usage: "FILE",
    operands: [1, 1],
    options: ["kanta"],
    examples: ["kanta snapshot data.kantadb"],
    load: () => loaded("./commands/live_file/snapshot.ts"),
  },
  {
    name: "repair",
    summary: "cut a torn end, or accept edited lines; both are saved aside",
    group: "Changes a live file",
    usage: "FILE",
    operands: [1, 1],
    options: ["reseal", "dry-run", "yes", "kanta"],
    examples: [
      "kanta repair data.kantadb",
      "kanta repair data.kantadb --reseal --dry-run",
    ],
    load: () => loaded("./commands/live_file/repair.ts"),
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
    load: () => loaded("./commands/completions.ts"),
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
