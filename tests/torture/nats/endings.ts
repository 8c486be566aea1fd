/**
 * Programs that end while their servers are gone.
 *
 * @module
 */
import { assert, assertMatch, assertStringIncludes } from "@std/assert";
import type { Scene, Story } from "./scene.ts";
import { FULL_AT_ONE } from "./stream_faults.ts";

/** A writer whose one server was killed, and that committed since. */
async function alone(scene: Scene) {
  const [server] = scene.servers.all;
  assert(server !== undefined);
  const writer = await scene.current();
  await server.kill();
  await writer.underway();
  return { server, writer };
}

/** Faults at the end of a program. */
export const ENDINGS: readonly Story[] = [
  [
    FULL_AT_ONE,
    {
      holds:
        "a server restarts during flushSync(): it waits, and all is written",
      count: 1,
      async run(scene) {
        const { server, writer } = await alone(scene);
        await writer.child.tell("flushSync");
        await server.start();
        const { tried } = writer;
        const said = await writer.next("flushed ");
        assert(Number(said.slice("flushed ".length)) >= tried);
      },
    },
    {
      holds: "flushSync() without servers says how many commits wait",
      count: 1,
      async run(scene) {
        const { server, writer } = await alone(scene);
        await writer.child.tell("flushSync");
        assertMatch(await writer.next("unflushed "), /\b\d+ (?:of|commit)/);
        await server.start();
        await server.ready();
        await writer.progress();
      },
    },
    {
      holds: "close() without servers says how many commits are not written",
      count: 1,
      async run(scene) {
        const { server, writer } = await alone(scene);
        assertMatch(await writer.close(), /^unclosed .*\b\d+ /);
        await server.start();
        await server.ready();
      },
    },
  ],
  [{
    holds:
      "a program that ends without servers prints how many commits are lost",
    count: 1,
    async run(scene) {
      const { server, writer } = await alone(scene);
      await writer.child.tell("exit");
      const { complaints } = await writer.child.ended;
      assertStringIncludes(complaints, "commit");
      await server.start();
      await server.ready();
    },
  }],
];
