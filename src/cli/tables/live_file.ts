/**
 * The commands that change a live file.
 *
 * @module
 */
import { type CommandSpec, lateCommand } from "../command.ts";

/** In the order in which help shows them. */
export const LIVE_FILE_COMMANDS: readonly CommandSpec[] = [
  {
    name: "revert",
    summary: "undo records as a new one: plan, ask, commit",
    group: "Changes a live file",
    usage: "[RECORD...] FILE",
    operands: [1, Infinity],
    options: [
      ...["range", "grep", "not", "path", "user", "action", "case"],
      ...[
        "only-clean",
        "force",
        "by",
        "note",
        "dry-run",
        "yes",
        "kanta",
        "creds",
      ],
    ],
    examples: [
      "kanta revert r120 data.kantadb",
      "kanta revert data.kantadb -r 2h --user eve --only-clean",
      "kanta revert data.kantadb -g 'users.*.role=admin' --path 'users.*.role'",
    ],
    more:
      "A place that was changed since is a conflict: all is refused (4) unless " +
      "--only-clean or --force says what to do. With --path only what changed there " +
      "is undone. Records of an older schema version are migrated by -k. No " +
      "program may have the file open.",
    load: lateCommand("../commands/live_file/revert.ts", import.meta.url),
  },
  {
    name: "restore",
    summary: "the state of a point, as a new record: plan, ask, commit",
    group: "Changes a live file",
    usage: "FILE --at POINT [--from FILE]",
    operands: [1, 1],
    options: ["at", "from", "by", "note", "dry-run", "yes", "kanta", "creds"],
    examples: [
      "kanta restore data.kantadb --at 2h --dry-run",
      "kanta restore data.kantadb --from backup.kantadb",
    ],
    more:
      "With --from the point is one of that log, its end if none is named; " +
      "what the file has of its own since is changed to it, and stays in the " +
      "history. A point of an older schema version is migrated by -k.",
    load: lateCommand("../commands/live_file/restore.ts", import.meta.url),
  },
  {
    name: "reapply",
    summary: "commit again what only another log has: plan, ask, commit",
    group: "Changes a live file",
    usage: "FILE TARGET",
    operands: [2, 2],
    options: ["dry-run", "yes", "kanta", "creds"],
    examples: [
      "kanta reapply shop.lost-2026-06-10T02-55-00Z.kantadb shop.kantadb",
      "kanta reapply copy.kantadb data.kantadb --dry-run",
    ],
    more:
      "For the file that a TakenOverError names, and for copies that went another " +
      "way. From where the two logs part each record of FILE becomes one of TARGET, " +
      "with its action, user and note, unless a place of it was changed in TARGET " +
      "since: that is told, and answered with 4.",
    load: lateCommand("../commands/live_file/reapply.ts", import.meta.url),
  },
  {
    name: "edit",
    summary: "run a script on the state: preview, ask, commit",
    group: "Changes a live file",
    usage: "[SCRIPT.ts] FILE",
    operands: [1, 2],
    options: ["eval", "user", "action", "dry-run", "yes", "kanta", "creds"],
    examples: [
      "kanta edit -e 'data.visits = 0' data.kantadb --user eve",
      "kanta edit mend.ts data.kantadb --action mend --dry-run",
    ],
    more:
      "A script's default export gets the state and changes it in place. No " +
      "program may have the file open.",
    load: lateCommand("../commands/live_file/edit.ts", import.meta.url),
  },
  {
    name: "snapshot",
    summary: "append a snapshot, so that opening is fast",
    group: "Changes a live file",
    usage: "FILE",
    operands: [1, 1],
    options: ["kanta", "creds"],
    examples: ["kanta snapshot data.kantadb"],
    load: lateCommand("../commands/live_file/snapshot.ts", import.meta.url),
  },
  {
    name: "rotate",
    summary: "move old history to an archive: plan, ask, do it",
    group: "Changes a live file",
    usage: "FILE",
    operands: [1, 1],
    options: [
      ...["older", "larger", "records", "gzip"],
      ...["dry-run", "yes", "kanta", "creds"],
    ],
    examples: [
      "kanta rotate data.kantadb --older 90d --larger 1GB --dry-run",
      "kanta rotate data.kantadb --records 0",
    ],
    more:
      "The bound that is met first counts; without any, the retention that -k " +
      "brings. --records 0 leaves the state alone in the file. Nothing is lost: " +
      "all commands read the archive beside the file as a part of it. A program " +
      "that has the file open does this by db.rotate().",
    load: lateCommand("../commands/live_file/rotate.ts", import.meta.url),
  },
  {
    name: "redact",
    summary: "take values out of the whole history: plan, ask, replace",
    group: "Changes a live file",
    usage: "PATH... FILE",
    operands: [2, Infinity],
    options: [
      ...["into", "replace", "now", "no-archives", "all"],
      ...["by", "note", "dry-run", "yes", "kanta", "creds"],
    ],
    examples: [
      "kanta redact 'users.*.email' data.kantadb --dry-run",
      "kanta redact '**.token' data.kantadb --into clean.kantadb",
      "kanta redact users.eve data.kantadb --now --replace",
    ],
    more:
      "Each revision keeps its time, action and user; its state is what it was " +
      "without the values, and items of lists are null. The records say what was " +
      "taken and when. The old file is kept beside the new one: remove it once " +
      "you have looked. Users, actions, notes and copies elsewhere stay as they are.",
    load: lateCommand("../commands/live_file/redact.ts", import.meta.url),
  },
  {
    name: "repair",
    summary: "cut a torn end, or accept edited lines; both are saved aside",
    group: "Changes a live file",
    usage: "FILE",
    operands: [1, 1],
    options: ["reseal", "dry-run", "yes", "kanta", "creds"],
    examples: [
      "kanta repair data.kantadb",
      "kanta repair data.kantadb --reseal --dry-run",
    ],
    load: lateCommand("../commands/live_file/repair.ts", import.meta.url),
  },
];
