import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { DataIntegrityError } from "../../src/errors.ts";
import { KantaEventTarget } from "../../src/database/event_target.ts";
import { Lifecycle } from "../../src/database/lifecycle.ts";
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
