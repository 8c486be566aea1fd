/**
 * The change log: who did what is printed as it happens, in an application's own
 * words, and code listens to it.
 *
 *     deno run -RW examples/change_log.ts
 */
import { Kanta } from "@kanta/core";
import {
  configureLogging,
  type Emitter,
  type Formatter,
  logChange,
} from "@kanta/core/changelog";

interface Data {
  users: Record<string, { name: string; password: string }>;
  orders: { by: string; total: number }[];
}

// Nothing is printed unless it is asked for.
configureLogging({ sink: (text) => console.log(text) });

// Formatters say how things are shown. They change no data.
const formatters: Formatter[] = [
  { path: "users.*.password", format: () => "••••••" },
  {
    path: "orders.*.total",
    format: (cents) => `${(Number(cents) / 100).toFixed(2)} €`,
  },
  // Users by their name instead of their number, whoever they are ...
  { path: "$user", format: (id) => db.data.users[String(id)]?.name },
  // ... and wherever their number is part of a path.
  { part: "key", format: (id) => db.data.users[String(id)]?.name },
];

// Emitters get each event first, and may keep it to themselves.
const refused: string[] = [];
const emitters: Emitter[] = [
  (event) => {
    if (event.kind === "aborted") refused.push(event.action ?? "");
    return event.action !== "heartbeat"; // that one is not worth a line
  },
];

const db = new Kanta<Data>(
  await Deno.makeTempFile({ suffix: ".kantadb" }),
  { users: {}, orders: [] },
  { log: { formatters, emitters } },
);
await db.open();

// Events are for code: here a copy of each record, as it goes to the file.
const actions = new Map<string, number>();
db.addEventListener("change", ({ record: { a = "" } }) => {
  actions.set(a, (actions.get(a) ?? 0) + 1);
});

db.transaction("create_user", { user: "system" }, (data) => {
  data.users["u1"] = { name: "Alice", password: "correct horse" };
  data.users["u2"] = { name: "Bob", password: "battery staple" };
});
db.transaction("order", { user: "u1", extra: "(by phone)" }, (data) => {
  data.orders.push({ by: "u1", total: 1990 });
});
db.transaction("new_password", { user: "u2", logDiff: false }, (data) => {
  data.users["u2"]!.password = "hunter2";
});
db.transaction("heartbeat", (data) => {
  data.orders[0]!.total += 0; // no change: no record, no event
});
try {
  db.transaction("order", { user: "u2" }, (data) => {
    data.orders.push({ by: "u2", total: -1 });
    throw new RangeError("nothing costs less than nothing");
  });
} catch { // rolled back, and in the log
}
db.transaction("rename", { user: "u1" }, (data) => {
  data.users["u1"]!.name = "Alicia";
});

console.log("\nRefused:", refused, "committed:", actions);

// A record can be printed by hand at any time.
logChange(
  { ts: new Date().toISOString(), a: "note", u: "u1", diff: { text: "Hi" } },
  { formatters, sink: (text) => console.log(text) },
);

await db.close();
await Deno.remove(db.filename);
