/**
 * A database for each user: one file each, opened when it is needed, all written
 * by one worker.
 *
 *     deno run -RW examples/many_databases.ts
 *     deno run -RW examples/many_databases.ts 1000
 */
import { Kanta, SharedWriter } from "@kanta/core";

interface Inbox {
  unread: number;
  messages: { from: string; text: string }[];
}

/** The inboxes of all users; each opens when it is first asked for. */
class Inboxes {
  readonly #folder: string;
  readonly #writer = new SharedWriter();
  readonly #open = new Map<string, Promise<Kanta<Inbox>>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  of(user: string): Promise<Kanta<Inbox>> {
    let inbox = this.#open.get(user);
    if (inbox === undefined) {
      const path = `${this.#folder}/${encodeURIComponent(user)}.kantadb`;
      const data: Inbox = { unread: 0, messages: [] };
      inbox = Kanta.open<Inbox>(path, data, { writer: this.#writer });
      this.#open.set(user, inbox);
    }
    return inbox;
  }

  async send(from: string, to: string, text: string): Promise<void> {
    const inbox = await this.of(to);
    inbox.transaction("message", { user: from }, (data) => {
      data.messages.push({ from, text });
      data.unread++;
    });
  }

  async close(): Promise<void> {
    const open = await Promise.all(this.#open.values());
    this.#open.clear();
    await Promise.all(open.map((inbox) => inbox.close()));
  }
}

const count = Number(Deno.args[0] ?? 100);
const users = Array.from({ length: count }, (_, i) => `user ${i + 1}`);
const folder = "inboxes";

async function timed(what: string, run: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await run();
  console.log(`${what}: ${(performance.now() - start).toFixed(0)} ms`);
}

const inboxes = new Inboxes(folder);
await timed(
  `Opened ${count} databases`,
  () => Promise.all(users.map((user) => inboxes.of(user))),
);
await timed(`Sent ${10 * count} messages`, async () => {
  for (let round = 1; round <= 10; round++) {
    for (const [i, to] of users.entries()) {
      await inboxes.send(users[(i + round) % count]!, to, `Hello no. ${round}`);
    }
  }
});
await timed("Closed all", () => inboxes.close());

const again = new Inboxes(folder);
const { data } = await again.of("user 1");
console.log(
  `user 1 has ${data.unread} unread, the last:`,
  data.messages.at(-1),
);
await again.close();
