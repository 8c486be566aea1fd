/**
 * Reading a stream's log on from a place, to its present end.
 *
 * @module
 */
import type { LogStream, Message } from "../port/port.ts";
import type { ReadRecords, StreamPlace } from "./stream_place.ts";

/** So many bytes are verified together, and handed on as one. */
const RUN = 1 << 20;

/**
 * Reads on from a place, and gives on what is there: whole records, in order, up
 * to the message `until`. Any server may answer, which may lag behind. Whatever
 * it throws, the place is where the records end that were given on.
 *
 * @throws {Unsure} When no answer comes in time.
 * @throws {LogChangedError} When messages at the place were deleted: load again.
 * @throws {CorruptionError} When a record is damaged.
 */
export async function readOn(
  stream: LogStream,
  place: StreamPlace,
  each: (records: ReadRecords) => void,
  until: number = Infinity,
): Promise<void> {
  let run: Message[] = [];
  let size = 0;
  let failed: { readonly error: unknown } | undefined;
  const giveOn = () => {
    const messages = run;
    [run, size] = [[], 0];
    try {
      const records = place.read(messages);
      if (records !== undefined) each(records);
    } catch (error) {
      failed ??= { error }; // not thrown at the port, which has no use for it
    }
  };
  try {
    await stream.read("log", place.seq + 1, (message) => {
      if (failed !== undefined || message.seq > until) return;
      run.push(message);
      size += message.bytes.length;
      if (size >= RUN) giveOn();
    });
  } finally {
    if (failed === undefined) giveOn();
  }
  if (failed !== undefined) throw failed.error;
}
