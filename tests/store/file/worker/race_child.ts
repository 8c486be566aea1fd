/**
 * A program that opens a file again and again, and checks that it is alone.
 *
 * @module
 */
import { Channel } from "../../../../src/store/file/client/channel.ts";
import { SharedWriter } from "../../../../src/store/file/client/shared_writer.ts";

const [path, rounds] = Deno.args;
const writer = new SharedWriter();
// Keeps the worker, so that a round takes less than starting one.
const other = { path: `${path}.${Deno.pid}`, create: true, readonly: false };
const keep = await Channel.open({ ...other, writer });

const record = (diff: Record<string, unknown>) =>
  JSON.stringify({ ts: "2026-06-10T02:55:00Z", diff });

let won = 0;
while (won < Number(rounds)) {
  let channel: Channel;
  try {
    channel = await Channel.open({ ...other, path: path!, writer });
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
