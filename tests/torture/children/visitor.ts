/**
 * Opens a database with whatever permissions it has, commits, makes a snapshot
 * and closes it; says how far it got.
 *
 * @module
 */
import { Kanta } from "@kanta/core";

const [path, how = "write", format = "json"] = Deno.args;

try {
  const db = await Kanta.open(path!, { n: 0 }, {
    readonly: how === "read",
    create: how !== "read",
    serializer: format === "json" ? "json" : "msgpack",
    handleSignals: how === "signals",
  });
  if (how !== "read") {
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
