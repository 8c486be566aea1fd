/**
 * Opens a database with whatever permissions it has, commits, makes a snapshot
 * and closes it, or follows it until something is committed; says how far it got.
 *
 * @module
 */
import { Kanta } from "@kanta/core";

const [path, how = "write", format = "json"] = Deno.args;

try {
  const db = how === "follow"
    ? await Kanta.follow(path!, { n: 0 })
    : await Kanta.open(path!, { n: 0 }, {
      readonly: how === "read",
      create: how !== "read",
      serializer: format === "json" ? "json" : "msgpack",
      handleSignals: how === "signals",
    });
  if (how === "follow") {
    console.log(`following ${db.rev}`);
    await db.waitFor(db.rev + 1);
  } else if (how !== "read") {
    db.transaction("count", (data) => {
      data.n++;
    });
    await db.flush({ durable: true });
    await db.snapshot();
  }
  console.log(`n ${db.data.n}`);
  await db.close();
  console.log("closed");
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : "");
}
