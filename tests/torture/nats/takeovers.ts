/**
 * Writers that die, freeze, or are taken over.
 *
 * @module
 */
import { openStream } from "../../../src/store/nats/open_stream.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { type Fault, type Scene, TAKE_OVER_AFTER, wait } from "./scene.ts";

/** Takes the writer's place without a question, and leaves it. */
async function barge({ url }: Scene): Promise<void> {
  const options = { create: false, writes: true };
  const stream = await openStream(readStreamAddress(url), options);
  try {
    const last = await stream.lastOf("epoch");
    const number = (last?.epoch.number ?? 0) + 1;
    const epoch = { number, nonce: crypto.randomUUID() };
    const head = { epoch, n: 0, rev: 0 };
    const sent = { kind: "epoch" as const, head, bytes: new Uint8Array() };
    await stream.append(sent, { epoch: last?.seq ?? 0 });
  } finally {
    await stream.close();
  }
}

/** A server that freezes with what a writer sent to it, and goes on when another one writes. */
async function freezeHome(scene: Scene, leads: boolean): Promise<void> {
  const making = await scene.writing(); // the stream is there then
  await making.close();
  const home = leads ? await scene.leader() : await scene.other();
  const old = await scene.writing({ url: scene.urlAt(home), perTurn: 100 });
  await home.freeze();
  const young = scene.writer();
  await young.opened();
  home.thaw();
  await young.progress();
  await scene.counted(old);
}

/** Faults of writers. */
export const TAKEOVERS: readonly Fault[] = [
  {
    holds: "a writer is killed: who waits for its place writes on",
    async run(scene) {
      const old = await scene.writing();
      const young = scene.writer();
      await wait(scene.random.int(50));
      await old.kill();
      await young.opened();
      await young.progress();
    },
  },
  {
    holds: "a writer that closes leaves its place at once",
    async run(scene) {
      const nats = { takeOverAfter: 60_000 };
      const old = await scene.writing({ open: { nats } });
      const young = scene.writer({ open: { lockTimeout: 30_000, nats } });
      await wait(scene.random.int(50));
      await old.close();
      await young.opened();
      await young.progress();
    },
  },
  {
    holds:
      "a writer is taken over while it commits: it is refused, and knows how far it came",
    async run(scene) {
      for (let i = 0; i < 3; i++) {
        const old = await scene.writing({ perTurn: 200 });
        await wait(scene.random.int(30));
        await barge(scene);
        await scene.counted(old);
      }
    },
  },
  {
    holds:
      "a writer that was frozen is refused when it goes on, and knows how far it came",
    async run(scene) {
      const old = await scene.writing({ perTurn: 200 });
      old.freeze();
      const young = scene.writer();
      await young.opened();
      await young.progress();
      await wait(scene.random.int(2 * TAKE_OVER_AFTER));
      old.thaw();
      await scene.counted(old);
    },
  },
  {
    holds:
      "a server freezes with what was sent to it, and goes on after a takeover",
    run: (scene) => freezeHome(scene, false),
  },
  {
    holds:
      "the leader freezes with what was sent to it, and goes on after a takeover",
    run: (scene) => freezeHome(scene, true),
  },
];
