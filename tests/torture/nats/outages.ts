/**
 * Servers that die, end or freeze while a log is written.
 *
 * @module
 */
import type { NatsServer } from "../../support/nats_servers.ts";
import { type Fault, type Scene, type Story, wait } from "./scene.ts";
import { FULL } from "./stream_faults.ts";
import type { WriterProcess } from "./writer_process.ts";

/** What may happen to a server, and what undoes it. */
const BLOWS: Record<
  string,
  (server: NatsServer) => Promise<() => Promise<void>>
> = {
  killed: async (server) => {
    await server.kill();
    return async () => await server.start();
  },
  ended: async (server) => {
    await server.end();
    return async () => await server.start();
  },
  frozen: async (server) => {
    await server.freeze();
    return async () => {
      server.thaw();
      await Promise.resolve();
    };
  },
};

/** Hits one server; the writer goes on without it, and with it again. */
async function hit(
  scene: Scene,
  blow: string,
  choose: () => Promise<NatsServer>,
): Promise<void> {
  const writer = await scene.current();
  await wait(scene.random.int(50));
  const server = await choose();
  await writer.underway();
  const start = performance.now();
  const undo = await BLOWS[blow]!(server); // named in the table
  await writer.progress();
  scene.took("until commits go on", start);
  await undo();
  await server.ready();
  await writer.progress();
}

/** Kills some servers at once; the writer is away until they are back. */
async function lose(scene: Scene, count: number): Promise<WriterProcess> {
  const writer = await scene.current();
  const away = writer.next("away");
  const lost = scene.servers.all.slice(0, count);
  await writer.underway();
  await Promise.all(lost.map((server) => server.kill()));
  await away;
  await wait(scene.random.int(500));
  const resumed = writer.next("resumed");
  await Promise.all(lost.map((server) => server.start()));
  const start = performance.now();
  await resumed;
  scene.took("until it resumes", start);
  await writer.progress();
  return writer;
}

/** What happens to a writer's own server. */
function homeHit(blow: string): Fault {
  return {
    holds: `the server of a writer is ${blow}: commits go on at another one`,
    run: (scene) => hit(scene, blow, () => scene.home()),
  };
}

/** What happens to the leader. */
function leaderHit(blow: string): Fault {
  return {
    holds: `the leader is ${blow}: commits go on`,
    run: (scene) => hit(scene, blow, () => scene.leader()),
  };
}

/** Faults of servers. */
export const OUTAGES: readonly Story[] = [
  [{
    holds:
      "servers are killed one after the other, again and again: commits go on",
    async run(scene) {
      const writer = await scene.writing();
      for (let i = 0; i < 3; i++) {
        const server = scene.random.pick(scene.servers.all);
        await writer.underway();
        await server.kill();
        await wait(scene.random.int(1000));
        await server.start();
        await server.ready();
        await writer.progress();
      }
    },
  }],
  [leaderHit("frozen"), homeHit("frozen")],
  [
    {
      holds:
        "two of three servers die: the writer is away, and resumes when they are back",
      run: async (scene) => void await lose(scene, 2),
    },
    {
      holds:
        "all servers die: the writer is away, and resumes when they are back",
      run: async (scene) => void await lose(scene, 3),
    },
  ],
  [
    leaderHit("killed"),
    homeHit("killed"),
    leaderHit("ended"),
    FULL,
  ],
];
