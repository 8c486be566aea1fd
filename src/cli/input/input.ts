/**
 * The input of a command: a log at a path, or one that comes by standard input.
 *
 * @module
 */
import { streamContent } from "../../follow/stream_tools.ts";
import { openHistory } from "../../history/open_history.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { isStreamAddress } from "../../store/stream/port/stream_address.ts";
import type { Application } from "../application.ts";
import { CommandError, EXIT, UsageError } from "../failure.ts";
import type { World } from "../world.ts";

/** The name of standard input. */
export const STDIN = "-";

/** Opens the log that a command is to read. */
export async function openLog(
  file: string,
  application: Application,
  { stdin }: World = {},
): Promise<RecordReader> {
  const { types, serializer } = application;
  const options = {
    types,
    ...(serializer !== undefined && { serializer }),
  };
  if (file !== STDIN) {
    return await openHistory(await logIn(file, application), options);
  }
  // Loaded by its address, by who needs it: the command starts faster without.
  const address = new URL("./stdin.ts", import.meta.url).href;
  const { readAll }: typeof import("./stdin.ts") = await import(address);
  const bytes = await readAll(stdin ?? Deno.stdin.readable);
  return await openHistory(bytes, options);
}

/** The log that a command names: its path, or the bytes of one on servers. */
export async function logIn(
  file: string,
  application: Application,
): Promise<string | Uint8Array> {
  return isStreamAddress(file)
    ? await streamContent(file, application.nats())
    : file;
}

/**
 * The file among the operands: the last one, or the first where the last is none.
 *
 * @throws {UsageError} When there is none.
 */
export function fileAmong(
  operands: readonly string[],
): { readonly file: string; readonly others: readonly string[] } {
  const [first, last] = [operands[0], operands.at(-1)];
  if (first === undefined || last === undefined) {
    throw new UsageError("No file is named");
  }
  const swapped = operands.length > 1 && !isFile(last) && isFile(first);
  return swapped
    ? { file: first, others: operands.slice(1) }
    : { file: last, others: operands.slice(0, -1) };
}

/** Whether a file stands at a path, as far as that may be known. */
export function isFile(path: string): boolean {
  if (path === STDIN || isStreamAddress(path)) return true;
  const { state } = Deno.permissions.querySync({ name: "read", path });
  if (state !== "granted") return false;
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Refuses standard input where a command needs a file. */
export function demandFile(file: string, command: string): void {
  if (file !== STDIN) return;
  throw new CommandError(
    `kanta ${command} needs a file: standard input can't be read again`,
    EXIT.usage,
  );
}
