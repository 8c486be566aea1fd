/**
 * Programs that end while their servers are gone.
 *
 * @module
 */
import { assert, assertMatch, assertStringIncludes } from "@std/assert";
import type { Fault, Scene } from "./scene.ts";

const ONE = { count: 1 };

/** A writer whose one server was killed. */
async function alone(scene: Scene) {
  const [server] = scene.servers.all;
  assert(server !== undefined);
  const writer = await scene.writing();
  await server.kill();
  return { server, writer };
}

/** Faults at the end of a program. */
export const ENDINGS: readonly Fault[] = [
  {
    holds: "a server restarts during flushSync(): it waits, and all is written",
    setup: ONE,
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
    setup: ONE,
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
    setup: ONE,
    async run(scene) {
      const { server, writer } = await alone(scene);
      assertMatch(await writer.close(), /^unclosed .*\b\d+ /);
      await server.start();
      await server.ready();
    },
  },
  {
    holds:
      "a program that ends without servers prints how many commits are lost",
    setup: ONE,
    async run(scene) {
      const { server, writer } = await alone(scene);
      await writer.child.tell("exit");
      const { complaints } = await writer.child.ended;
      assertStringIncludes(complaints, "commit");
      await server.start();
      await server.ready();
    },
  },
];
