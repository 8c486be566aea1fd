/**
 * Writers that die, freeze, or are taken over.
 *
 * @module
 */
import { openStream } from "../../../src/store/nats/open_stream.ts";
import { Unsure } from "../../../src/store/stream/port/port.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import { type Scene, type Story, TAKE_OVER_AFTER, wait } from "./scene.ts";

/** Asks until an answer comes. */
async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unsure)) throw error;
      await wait(50);
    }
  }
}

/** Takes the writer's place without a question, and leaves it. */
async function barge({ url }: Scene): Promise<void> {
  const options = { create: false, writes: true };
  const stream = await openStream(readStreamAddress(url), options);
  try {
    const last = await persistently(() => stream.lastOf("epoch"));
    const number = (last?.epoch.number ?? 0) + 1;
    const epoch = { number, nonce: crypto.randomUUID() };
    const head = { epoch, n: 0, rev: 0 };
    const sent = { kind: "epoch" as const, head, bytes: new Uint8Array() };
    for (;;) {
      try {
        return void await stream.append(sent, { epoch: last?.seq ?? 0 });
      } catch (error) {
        if (!(error instanceof Unsure)) throw error;
        await wait(50);
        const found = await stream.lastOf("epoch").catch(() => undefined);
        if (found?.epoch.nonce === epoch.nonce) return;
      }
    }
  } finally {
    await stream.close();
  }
}

/** A server that freezes with what a writer sent to it, and goes on when another one writes. */
async function freezeHome(scene: Scene, leads: boolean): Promise<void> {
  const making = await openStream(readStreamAddress(scene.url), {
    create: true,
    writes: true,
  });
  await making.close();
  const home = leads ? await scene.leader() : await scene.other();
  const old = await scene.writing({ url: scene.urlAt(home), perTurn: 100 });
  const start = performance.now();
  await home.freeze();
  const young = scene.writer();
  const moved = await Promise.race([
    young.opened().then(() => false),
    old.progress().then(() => true),
  ]);
  if (moved) {
    // It left the server before anybody took its place.
    scene.tally.count("writers that moved and kept their place");
    home.thaw();
    await old.kill();
    await young.opened();
    return await young.progress();
  }
  const what = leads ? "leader" : "server";
  scene.took(`until another writes, ${what} frozen`, start);
  home.thaw();
  await young.progress();
  await scene.counted(old);
}

/** Faults of writers. */
export const TAKEOVERS: readonly Story[] = [
  [{
    holds: "a writer is killed: who waits for its place writes on",
    async run(scene) {
      const old = await scene.writing();
      const young = scene.writer();
      await wait(scene.random.int(500));
      await old.underway();
      const start = performance.now();
      await old.kill();
      await young.opened();
      scene.took("until who waited writes", start);
      await young.progress();
    },
  }, {
    holds: "a writer is killed: who follows takes its place soon",
    async run(scene) {
      const old = await scene.current();
      const young = scene.writer({ standby: true });
      await young.said("follows ");
      await old.progress();
      await wait(scene.random.int(500));
      await old.underway();
      const start = performance.now();
      await old.kill();
      await young.opened();
      scene.took("until who followed writes", start);
      await young.progress();
    },
  }, {
    holds: "a writer that closes leaves its place at once",
    async run(scene) {
      const nats = { takeOverAfter: 60_000 };
      const old = await scene.current();
      const young = scene.writer({ open: { lockTimeout: 30_000, nats } });
      await wait(scene.random.int(500));
      const start = performance.now();
      await old.close();
      await young.opened();
      scene.took("from close to open", start);
      await young.progress();
    },
  }],
  [{
    holds:
      "a writer is taken over while it commits: it is refused, and knows how far it came",
    async run(scene) {
      for (let i = 0; i < scene.pace.times; i++) {
        const old = await scene.writing({ perTurn: 200, pause: 1 });
        await wait(scene.random.int(30));
        await barge(scene);
        await scene.counted(old);
      }
    },
  }],
  [{
    holds:
      "leaders step down while a writer is taken over: it knows how far it came",
    async run(scene) {
      let going = true;
      const stepping = (async () => {
        while (going) {
          await scene.ask("STREAM.LEADER.STEPDOWN").catch(() => {});
          await wait(scene.random.int(300));
        }
      })();
      for (let i = 0; i < scene.pace.times; i++) {
        const old = await scene.writing({ perTurn: 200, pause: 1 });
        await wait(scene.random.int(300));
        await barge(scene);
        await scene.counted(old);
      }
      going = false;
      await stepping;
    },
  }],
  [{
    holds:
      "a writer that was frozen is refused when it goes on, and knows how far it came",
    async run(scene) {
      const old = await scene.writing({ perTurn: 200, pause: 1 });
      old.freeze();
      const young = scene.writer();
      await young.opened();
      await young.progress();
      await wait(scene.random.int(2 * TAKE_OVER_AFTER));
      old.thaw();
      await scene.counted(old);
    },
  }],
  [{
    holds:
      "a server freezes with what was sent to it, and goes on after a takeover",
    run: (scene) => freezeHome(scene, false),
  }],
  [{
    holds:
      "the leader freezes with what was sent to it, and goes on after a takeover",
    run: (scene) => freezeHome(scene, true),
  }],
];
