/**
 * The commands that write a new file.
 *
 * @module
 */
import { type CommandSpec, lateCommand } from "../../command.ts";

/** In the order in which help shows them. */
export const NEW_FILE_COMMANDS: readonly CommandSpec[] = [
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
    load: lateCommand("./fork.ts", import.meta.url),
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
    load: lateCommand("./convert.ts", import.meta.url),
  },
  {
    name: "salvage",
    summary: "what can be saved of a damaged file",
    group: "Writes a new file",
    usage: "FILE NEW",
    operands: [2, 2],
    options: [],
    examples: ["kanta salvage damaged.kantadb saved.kantadb"],
    load: lateCommand("./salvage.ts", import.meta.url),
  },
];
