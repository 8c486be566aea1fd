/**
 * `kanta help`: all commands, one of them, or a page about a subject.
 *
 * @module
 */
import type { CommandSpec, Invocation, Run } from "../command.ts";
import { commandOf, COMMANDS } from "../commands.ts";
import { EXIT, UsageError } from "../failure.ts";
import { commandHelp, generalHelp } from "../help/text.ts";
import { nearest } from "../nearest.ts";
import { PAGES } from "../help/pages.ts";
import { versionText } from "../help/version.ts";

/** Shows help on what was named. */
export async function run({ args, out }: Invocation): Promise<number> {
  const [subject] = args.operands;
  if (subject === undefined) await out.line(generalHelp(true));
  else {
    const command = commandOf(subject);
    const page = PAGES.get(subject);
    if (command !== undefined) await out.line(commandHelp(command, true));
    else if (page !== undefined) await out.line(page);
    else {
      const known = [...PAGES.keys(), ...COMMANDS.map(({ name }) => name)];
      const near = nearest(subject, known);
      throw new UsageError(
        `There is no help on ${JSON.stringify(subject)}`,
        near === undefined
          ? ["kanta help"]
          : [`did you mean kanta help ${near}?`],
      );
    }
  }
  return EXIT.done;
}

/** The action of `-h`, `--help` and `--version`, for a command or for all. */
export function helpOn(command: CommandSpec | undefined): Run {
  return async ({ args, out }) => {
    if (args.has("version") && !args.has("help")) await out.line(versionText());
    else {
      const long = !args.shortHelp;
      await out.line(
        command === undefined ? generalHelp(long) : commandHelp(command, long),
      );
    }
    return EXIT.done;
  };
}
