/**
 * The commands that write a new file.
 *
 * @module
 */
import { type CommandSpec, lateCommand } from "../command.ts";

/** In the order in which help shows them. */
export const NEW_FILE_COMMANDS: readonly CommandSpec[] = [
  {
    name: "backup",
    summary: "a verified copy, while the file is written to",
    group: "Writes a new file",
    usage: "FILE NEW",
    operands: [2, 2],
    options: ["archives"],
    examples: [
      "kanta backup data.kantadb backups/today.kantadb",
      "kanta backup data.kantadb backups/",
      "kanta backup data.kantadb backups/ --archives",
    ],
    more:
      "The copy is replayed before it gets its name. In a folder (a path that " +
      "ends with a slash) it is named after the file and the time.",
    load: lateCommand("../commands/new_file/backup.ts", import.meta.url),
  },
  {
    name: "copy",
    summary: "a log with its history, from a file to servers or back",
    group: "Writes a new file",
    usage: "FROM TO",
    operands: [2, 2],
    options: ["creds"],
    examples: [
      "kanta copy data.kantadb nats://n1:4222,n2:4222,n3:4222/shop",
      "kanta copy nats://n1:4222/shop data.kantadb",
    ],
    more:
      "The log may be written to meanwhile. At the address, or the path, must be " +
      "none yet. A stream is made for three servers where several are named, or " +
      "there is a cluster.",
    load: lateCommand("../commands/new_file/copy.ts", import.meta.url),
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
    load: lateCommand("../commands/new_file/fork.ts", import.meta.url),
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
    load: lateCommand("../commands/new_file/convert.ts", import.meta.url),
  },
  {
    name: "export",
    summary: "a range as one HTML file that shows it anywhere",
    group: "Writes a new file",
    usage: "FILE -o FILE.html",
    operands: [1, 1],
    options: ["range", "output", "force", "mask", "kanta", "creds"],
    examples: [
      "kanta export data.kantadb -r 7d -o week.html",
      "kanta export data.kantadb -r r100..r200 -o - --mask 'users.*.phone'",
    ],
    more:
      "The page is opened from disk and asks nobody: timeline, states, blame, " +
      "compare, stats and search of the range, without a range of all. What is " +
      "masked is not in it. Who has the file sees all the rest.",
    load: lateCommand("../commands/new_file/export.ts", import.meta.url),
  },
  {
    name: "salvage",
    summary: "what can be saved of a damaged file",
    group: "Writes a new file",
    usage: "FILE NEW",
    operands: [2, 2],
    options: [],
    examples: ["kanta salvage damaged.kantadb saved.kantadb"],
    load: lateCommand("../commands/new_file/salvage.ts", import.meta.url),
  },
];
