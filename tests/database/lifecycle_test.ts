import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { inspect } from "node:util";
import { Kanta } from "../../mod.ts";
import { TempFolder } from "../support/temp.ts";
import { DataIntegrityError } from "../../src/errors.ts";
import { KantaEventTarget } from "../../src/database/event_target.ts";
import { INSPECT, Lifecycle } from "../../src/database/lifecycle.ts";
import { Notifier } from "../../src/database/notifier.ts";
import { resolveOptions } from "../../src/database/resolved_options.ts";

function born(path = "memory:test") {
  const settings = resolveOptions(path, { n: 0 }, {});
  const target = new KantaEventTarget();
  return {
    life: new Lifecycle(settings, new Notifier(target, settings)),
    target,
  };
}

Deno.test("it is used while it is open, and not before or after", async () => {
  const { life } = born();
  assertThrows(() => life.session, DataIntegrityError, "open() it first");
  assertThrows(() => life.transactor, DataIntegrityError, "open() it first");
  await life.close(); // nothing to close
  assert((await life.open({}, {})).created);
  assertEquals(life.session.ledger.standing.rev, 1);
  await life.close();
  assertThrows(() => life.session, DataIntegrityError, "memory:test");
  assertThrows(() => life.transactor, DataIntegrityError, "memory:test");
});

Deno.test("it opens once, also while it is being opened, and again when closed", async () => {
  const { life } = born();
  const opening = life.open({}, {});
  await assertRejects(() => life.open({}, {}), DataIntegrityError, "already");
  await opening;
  await assertRejects(() => life.open({}, {}), DataIntegrityError, "already");
  await life.close();
  // The store is the same, whatever is chosen then.
  const bytes = new Uint8Array(9);
  assertEquals((await life.open({}, { bytes })).created, false);
  await life.close();
});

Deno.test("closing waits for an opening, and what fails leaves it closed", async () => {
  const { life, target } = born();
  let open = 0;
  target.addEventListener("created", () => open++);
  const opening = life.open({}, {});
  await life.close();
  await opening;
  assertEquals(open, 1);
  assertThrows(() => life.session, DataIntegrityError);
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  assertStrictEquals(
    await assertRejects(() => life.open({ signal }, {})),
    reason,
  );
  await life.open({}, {});
  await life.close();
});

Deno.test("console.log shows the path, the revision and whether a database is open", async () => {
  using temp = new TempFolder();
  const path = temp.file();
  const db = new Kanta(path, { secret: "data" });
  const shown = (rest: string) => `Kanta { ${JSON.stringify(path)}, ${rest} }`;
  assertEquals(Deno.inspect(db), shown("closed"));
  await db.open();
  db.transaction("change", (data) => {
    data.secret = "other";
  });
  assertEquals(Deno.inspect(db), shown("rev 2, open"));
  assertEquals(
    Deno.inspect([db], { breakLength: 1000 }),
    `[ ${shown("rev 2, open")} ]`,
  );
  assertEquals(inspect(db), shown("rev 2, open"));
  await db.close();
  assertEquals(Deno.inspect(db), shown("closed"));
  await db.open({ readonly: true });
  assertEquals(Deno.inspect(db), shown("rev 2, open for reading"));
  await db.close();
});

Deno.test("a path that is shown can't move a cursor", () => {
  assertEquals(
    born("memory:\x1b[2J\n").life[INSPECT](),
    String.raw`Kanta { "memory:\u001b[2J\n", closed }`,
  );
});

Deno.test("a closing that failed says so as often as it is asked, and once in a scope", async () => {
  const { life } = born();
  await life.open({}, {});
  const full = new Error("the disk is full");
  const close = life.session.close.bind(life.session);
  life.session.close = async () => {
    await close();
    throw full;
  };
  const both = await Promise.allSettled([life.close(), life.close()]);
  assertEquals(both.map(({ status }) => status), ["rejected", "rejected"]);
  assertStrictEquals(await life.close().catch((error) => error), full);
  await life.dispose();
  await life.open({}, {});
  await life.close();
  await life.close();
});
