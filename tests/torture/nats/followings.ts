/**
 * Followers whose servers fail, or whose log is purged under them.
 *
 * @module
 */
import { assert } from "@std/assert";
import { Child } from "../child.ts";
import { heldBy } from "./log_judge.ts";
import { type Scene, type Story, wait } from "./scene.ts";
import type { WriterProcess } from "./writer_process.ts";

/** A process that follows. */
class Follower extends Child {
  readonly #scene: Scene;

  constructor(scene: Scene, url = scene.url) {
    const program = "./children/nats_follower.ts";
    super({ program, args: [url], patience: 120_000 });
    this.#scene = scene;
  }

  /** The next line that begins so. */
  async next(prefix: string): Promise<string> {
    const line = await this.hear(prefix);
    if (line !== "") return line;
    const { complaints, lines } = await this.ended;
    const said = lines.slice(-3).join(" / ");
    throw new Error(
      `The follower ended without "${prefix}": ${said} ${complaints}`,
    );
  }

  /** Waits until it has a revision, and ends it; looks at all that it said. */
  async end(rev: number): Promise<void> {
    const reached = this.next("reached ");
    await this.tell(`${rev}`);
    await reached;
    this.kill();
    const { lines } = await this.ended;
    const { tally, where } = this.#scene;
    for (const line of lines) {
      if (line.startsWith("wrong ")) {
        tally.fault("no state of the writer's", `${where}: ${line}`);
      }
    }
    tally.count("followers");
  }
}

async function following(scene: Scene, url?: string): Promise<Follower> {
  const follower = new Follower(scene, url);
  await follower.next("follows ");
  return follower;
}

/** Has the writer keep its state alone. */
async function purge(scene: Scene, writer: WriterProcess): Promise<void> {
  const before = await scene.purged();
  const rotated = writer.next("rotated");
  await writer.child.tell("rotate");
  await rotated;
  assert(await scene.purged() > before, "nothing was purged");
}

/** Faults under followers. */
export const FOLLOWINGS: readonly Story[] = [
  [{
    holds: "a follower that was frozen over a purge loads again",
    count: 1,
    async run(scene) {
      const writer = await scene.writing();
      const follower = await following(scene);
      follower.kill("SIGSTOP");
      // What was sent to it before it was cut off waits for it all the same.
      const [server] = scene.servers.all;
      await server?.kill();
      await server?.start();
      await writer.progress();
      await purge(scene, writer);
      await writer.progress();
      const reset = follower.next("reset");
      follower.kill("SIGCONT");
      await reset;
      await follower.end(writer.acked);
    },
  }],
  [{
    holds: "whoever loads a log that is purged meanwhile has it whole",
    count: 1,
    async run(scene) {
      const writer = await scene.writing({ perTurn: 50 });
      const followers = [following(scene), following(scene)];
      let loading = followers.length;
      for (const one of followers) void one.then(() => loading--, () => {});
      do {
        await writer.progress();
        await purge(scene, writer);
      } while (loading > 0);
      for (const one of followers) await (await one).end(writer.acked);
    },
  }],
  [{
    holds:
      "followers keep up while servers are killed and a writer is taken over",
    async run(scene) {
      const old = await scene.writing();
      const followers = await Promise.all(
        scene.servers.all.map((server) =>
          following(scene, scene.urlAt(server))
        ),
      );
      const leader = await scene.leader();
      await leader.kill();
      await old.progress();
      await leader.start();
      old.freeze();
      const young = await scene.writing();
      old.thaw();
      await young.progress();
      await scene.counted(old);
      await wait(scene.random.int(200));
      await young.close();
      const { rev } = await heldBy(scene.url);
      await Promise.all(followers.map((one) => one.end(rev)));
    },
  }],
];
