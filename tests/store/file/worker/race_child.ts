/**
 * A program that opens a file again and again, and checks that it is alone.
 *
 * @module
 */
import { SharedWriter } from "../../../../src/store/file/client/shared_writer.ts";
import {
  openChannel,
  type OpenedChannel,
} from "../../../support/local_writer.ts";

const [path, rounds] = Deno.args;
const writer = new SharedWriter();
// Keeps the worker, so that a round takes less than starting one.
const keep = await openChannel(`${path}.${Deno.pid}`, { writer });

const record = (diff: Record<string, unknown>) =>
  JSON.stringify({ ts: "2026-06-10T02:55:00Z", diff });

let won = 0;
while (won < Number(rounds)) {
  let channel: OpenedChannel;
  try {
    channel = await openChannel(path!, { writer });
  } catch (error) {
    if (error instanceof Error && error.name === "FileLockError") continue;
    throw error;
  }
  // Two winners would both be here.
  Deno.mkdirSync(`${path}.mine`);
  won++;
  if (channel.created) channel.post(record({ first: Deno.pid }));
  channel.post(record({ n: won }));
  await channel.flush();
  Deno.removeSync(`${path}.mine`);
  await channel.close();
}
await keep.close();
console.log(won);
