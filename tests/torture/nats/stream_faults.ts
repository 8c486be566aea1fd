/**
 * What administrators and disks do to a stream: it is full, deleted, made anew,
 * or shorter than it was.
 *
 * @module
 */
import { assert, assertStringIncludes } from "@std/assert";
import type { Fault, Scene, Story } from "./scene.ts";

/** Bounds the stream, or no longer. */
async function bound(scene: Scene, more: number | undefined): Promise<void> {
  const info: { config?: object; state?: { bytes: number } } = await scene.ask(
    "STREAM.INFO",
  );
  const max_bytes = more === undefined ? -1 : (info.state?.bytes ?? 0) + more;
  await scene.ask("STREAM.UPDATE", { ...info.config, max_bytes });
}

async function fill(scene: Scene): Promise<void> {
  const writer = await scene.current();
  const full = writer.next("full");
  await bound(scene, 5_000);
  await full;
  const resumed = writer.next("resumed");
  await bound(scene, undefined);
  await resumed;
  await writer.progress();
}

/** A stream on three servers is full. */
export const FULL: Fault = {
  holds: "a stream is full: commits wait until it may hold more",
  run: fill,
};

/** The same on one server. */
export const FULL_AT_ONE: Fault = {
  holds: "a stream on one server is full: commits wait until it may hold more",
  count: 1,
  run: fill,
};

/** Faults of streams that are lost. */
export const STREAM_FAULTS: readonly Story[] = [
  [{
    holds: "a stream is deleted: the writer is away",
    count: 1,
    gone: true,
    async run(scene) {
      const writer = await scene.writing();
      const away = writer.next("away");
      await scene.ask("STREAM.DELETE");
      await away;
    },
  }],
  [{
    holds:
      "a stream is made anew: its writer never goes on, since data is lost",
    count: 1,
    gone: true,
    async run(scene) {
      const writer = await scene.writing();
      const fatal = writer.next("fatal ");
      const info: { config?: object } = await scene.ask("STREAM.INFO");
      await scene.ask("STREAM.DELETE");
      await scene.ask("STREAM.CREATE", { ...info.config });
      assertStringIncludes(await fatal, "CorruptionError");
    },
  }],
  [{
    holds:
      "a stream is cut short: its writer never goes on, since data is lost",
    count: 1,
    gone: true,
    async run(scene) {
      const [server] = scene.servers.all;
      assert(server !== undefined);
      const writer = await scene.writing();
      await server.kill();
      const kept = await server.keep();
      await server.start();
      await writer.progress();
      const fatal = writer.next("fatal ");
      await server.kill();
      await kept.restore();
      await server.start();
      assertStringIncludes(await fatal, "CorruptionError");
    },
  }],
];
