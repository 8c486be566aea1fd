import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Transaction } from "../../src/database/transaction.ts";

function noted() {
  const calls: unknown[] = [];
  const data = {};
  const transaction = new Transaction(data, {
    commit: () => calls.push("commit"),
    rollback: (reason) => calls.push(["rollback", (reason as Error).message]),
  });
  return { calls, data, transaction };
}

Deno.test("a commit ends it; leaving the scope then does nothing", () => {
  const { calls, data, transaction } = noted();
  {
    using tx = transaction;
    assertStrictEquals(tx.data, data);
    tx.commit();
  }
  assertEquals(calls, ["commit"]);
});

Deno.test("leaving the scope without a commit rolls back, whatever the way", () => {
  const { calls, transaction } = noted();
  assertThrows(() => {
    using _tx = transaction;
    throw new Error("out");
  });
  assertEquals(calls, [["rollback", "Left without a commit"]]);
});

Deno.test("a rollback names its reason, and is one", () => {
  const { calls, transaction } = noted();
  transaction.rollback(new Error("on second thought"));
  transaction.rollback();
  assertEquals(calls, [["rollback", "on second thought"]]);
  const other = noted();
  other.transaction.rollback();
  assertEquals(other.calls, [["rollback", "Rolled back"]]);
});

Deno.test("what is over can't be committed", () => {
  for (const end of ["commit", "rollback"] as const) {
    const { calls, transaction } = noted();
    transaction[end]();
    assertThrows(() => transaction.commit(), TypeError, "over");
    assertEquals(calls.length, 1);
  }
});

Deno.test("a commit that throws is over, too", () => {
  let rollbacks = 0;
  const transaction = new Transaction({}, {
    commit: () => {
      throw new Error("refused");
    },
    rollback: () => rollbacks++,
  });
  assertThrows(() => {
    using tx = transaction;
    tx.commit();
  }, "refused");
  assertEquals(rollbacks, 0); // the commit did it
});
