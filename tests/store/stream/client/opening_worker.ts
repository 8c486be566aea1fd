/**
 * Opens a log on servers in a worker, and tells who holds it.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { Kanta } from "@kanta/core";

self.onmessage = async ({ data: url }: MessageEvent<string>) => {
  await using db = await Kanta.open(url, { visits: 0 });
  db.transaction("visit", (data) => void data.visits++);
  await db.flush();
  const { program } = await db.holder() ?? {};
  self.postMessage(program);
};
