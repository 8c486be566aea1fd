/** What a history says of places from which values were redacted. */
import { assertEquals } from "@std/assert";
import { Kanta } from "../../../mod.ts";
import { blame, history, stateAt } from "../../../src/history/mod.ts";
import { openHistory } from "../../../src/history/open_history.ts";
import {
  RedactedPlaces,
  redactionsIn,
} from "../../../src/history/reader/redactions.ts";
import { redact } from "../../../src/maintenance/mod.ts";
import { keptWriter } from "../../support/kept_writer.ts";

/** None of these tests is about who writes. */
const writer = keptWriter();

interface Data {
  users: Record<string, { name: string; email?: string }>;
  notes: (string | null)[];
}

type Format = "json" | "msgpack";

/** A log from which the addresses were redacted, and when, of each format. */
const redacted = new Map<Format, { log: Uint8Array; ts: string }>();

/** Makes one in this folder, in which bob has an address again. */
async function makeRedacted(folder: string, serializer: Format) {
  const path = `${folder}/before.kantadb`;
  const clean = `${folder}/clean.kantadb`;
  const data: Data = { users: {}, notes: ["secret"] };
  const options = { serializer, sync: "never", writer } as const;
  {
    await using db = await Kanta.open(path, data, options);
    db.transaction("create", { user: "eve" }, ({ users }) => {
      users["bob"] = { name: "Bob", email: "old@example.org" };
    }); // r2
    db.transaction("clean", ({ users, notes }) => {
      delete users["bob"]?.email;
      notes[0] = null;
    }); // r3
  }
  const places = ["users.*.email", "notes[*]"];
  const { ts } = await redact(path, places, clean);
  const again: Data = { users: {}, notes: [] };
  {
    await using db = await Kanta.open(clean, again, options);
    db.transaction("mail", { user: "bob" }, ({ users }) => {
      if (users["bob"]) users["bob"].email = "new@example.org";
    }); // r4
  }
  return { log: Deno.readFileSync(clean), ts };
}

/** A log of both formats without addresses, in which bob has one again. */
async function withRedacted(
  test: (path: string, ts: string) => Promise<void>,
): Promise<void> {
  for (const serializer of ["json", "msgpack"] as const) {
    const folder = Deno.makeTempDirSync();
    try {
      const made = redacted.get(serializer) ??
        await makeRedacted(folder, serializer);
      redacted.set(serializer, made);
      const path = `${folder}/data.kantadb`;
      Deno.writeFileSync(path, made.log);
      await test(path, made.ts);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  }
}

Deno.test("blame says of each place what was redacted there", async () => {
  await withRedacted(async (path, ts) => {
    const redacted = [{ ts, places: ["users.*.email", "notes[*]"] }];
    const told = (await blame(path, { count: 9 })).map((one) => [
      ...[one.at, one.value, one.rev, one.before.length],
      one.redacted,
    ]);
    assertEquals(told, [
      ["users.bob.name", "Bob", 2, 0, undefined],
      ["users.bob.email", "new@example.org", 4, 0, redacted],
      ["notes[0]", null, 1, 0, redacted],
    ]);
  });
});

Deno.test("a change says what was redacted of it", async () => {
  await withRedacted(async (path, ts) => {
    const changes = await Array.fromAsync(history(path));
    const mark = [{ ts, places: ["users.*.email", "notes[*]"] }];
    assertEquals(changes.map(({ redacted }) => redacted), [
      ...[mark, mark, mark],
      undefined,
    ]);
    assertEquals(changes.map((change) => change.changes.length), [2, 1, 0, 1]);
  });
});

Deno.test("a revert and a restore say what can't be put back", async () => {
  await withRedacted(async (path, ts) => {
    const data: Data = { users: {}, notes: [] };
    await using db = await Kanta.open(path, data, { writer });
    const redacted = [{ ts, places: ["users.*.email", "notes[*]"] }];
    const undone = await db.revertPlan(3);
    assertEquals([undone.redacted, undone.changes], [redacted, []]);
    assertEquals((await db.revertPlan(4)).redacted, undefined);
    const restored = await db.restore({ at: "r2" });
    assertEquals(restored.redacted, redacted);
    assertEquals(restored.changes.map(({ at }) => at), ["users.bob.email"]);
    // The mark outlives all that is done to the log.
    await db.snapshot();
    await db.flush();
    using reader = await openHistory(path);
    assertEquals(redactionsIn(reader.logs), redacted);
    assertEquals(
      (await stateAt(path)).state,
      (await stateAt(path, "r2")).state,
    );
  });
});

Deno.test("a place is asked for by what the patterns mean", () => {
  const [one, other] = [
    { ts: "1", places: ["users.*.email", "a"] },
    { ts: "2", places: ["**.Token"] },
  ];
  const places = new RedactedPlaces([one, other]);
  assertEquals(places.at(["users", "bob", "email"]), [one]);
  assertEquals(places.at(["a", "b", "token"]), [one, other]);
  assertEquals(places.at(["users", "bob"]), []);
});

Deno.test("a log that was not redacted says nothing of it", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/data.kantadb`;
    await (await Kanta.open(path, { visits: 0 }, { writer })).close();
    using reader = await openHistory(path);
    assertEquals(redactionsIn(reader.logs), []);
    const [change] = await Array.fromAsync(history(path));
    assertEquals(change && "redacted" in change, false);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
