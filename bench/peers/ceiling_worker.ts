/**
 * The ceiling's worker: appends what it gets and says how far it is.
 *
 * @module
 */
/// <reference lib="deno.worker" />

type Message =
  | { path: string; sync: boolean }
  | { text: string; sequence: number };

let file: Deno.FsFile;
let syncs = false;
const encoder = new TextEncoder();

self.onmessage = ({ data }: MessageEvent<Message>) => {
  if ("path" in data) {
    file = Deno.openSync(data.path, { create: true, append: true });
    syncs = data.sync;
    return;
  }
  const bytes = encoder.encode(data.text);
  for (let done = 0; done < bytes.length;) {
    done += file.writeSync(bytes.subarray(done));
  }
  if (syncs) file.syncDataSync();
  self.postMessage(data.sequence);
};
