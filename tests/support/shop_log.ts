/**
 * A log as a small shop would leave it, for pictures: a few hundred records over
 * some weeks, by people and by a schedule.
 *
 * @module
 */
import { LogBuilder } from "../maintenance/log_builder.ts";
import { Random } from "./random.ts";

type Shop = Record<string, Record<string, unknown>>;

const USERS = ["mara", "tomas", "ilse", "jonas", "bob"];
const NOTES = [
  "Leave it at the front door, the dog is friendly",
  "Leave it at the back gate, ring twice, the dog is friendly",
];

/** The log as bytes; its last record was made at `end`. */
export function shopLog(end: Date, records = 600): Uint8Array {
  const random = new Random(7);
  const log = new LogBuilder();
  const state: Shop = {
    orders: {},
    carts: {},
    stock: { lamp: 40, mug: 90 },
    counters: { visits: 0 },
  };
  let hours = records * 0.6;
  const add = (a: string, u: string | undefined, edit: () => void) => {
    hours -= random.chance(0.02) ? 8 : 0.9 * random.next();
    const ts = new Date(end.getTime() - 3_600_000 * Math.max(0, hours))
      .toISOString();
    edit();
    log.change(structuredClone(state), {
      ts,
      a,
      ...(u !== undefined && { u }),
    });
  };
  add("import", "admin", () => {});
  for (let n = 1; n < records; n++) {
    const user = USERS[random.int(USERS.length)]!;
    const kind = random.int(10);
    const id = `${7000 + Math.floor(n / 6)}`;
    const order = state["orders"]![id] as Record<string, unknown> | undefined;
    if (kind < 3 && order === undefined) {
      add("place_order", user, () => {
        const lines = [{ sku: "LMP-204", qty: 1 + random.int(3) }];
        state["orders"]![id] = {
          customer: user,
          status: "open",
          lines,
          note: NOTES[0],
        };
      });
    } else if (kind < 5 && order !== undefined) {
      const paid = order["status"] === "paid";
      add(paid ? "ship" : "pay", user, () => {
        order["status"] = paid ? "shipped" : "paid";
        if (!paid) {
          order["payment"] = {
            method: "card",
            amount: 129.9,
            token: `tok${n}`,
          };
        }
        if (!paid) order["note"] = NOTES[1];
      });
    } else if (kind < 6) {
      add(
        "adjust_stock",
        "cron",
        () => state["stock"]!["mug"] = random.int(100),
      );
    } else if (kind < 8) {
      add(
        "add_to_cart",
        user,
        () => state["carts"]![user] = { sku: "MUG-011", qty: n % 4 + 1 },
      );
    } else {
      add("visit", undefined, () => state["counters"]!["visits"] = n);
    }
  }
  return log.bytes;
}
