/**
 * Migrations, a schema and a validator: data of an old program is brought up to
 * date when a newer one opens it, and what does not fit is refused.
 *
 *     deno run -RW examples/migrations.ts
 */
import { Kanta, type StandardSchema } from "@kanta/core";
import { formatDiff } from "@kanta/core/changelog";

const FILE = "accounts.kantadb";

// --- Last year's program: a list of names, and balances beside it. -----------

if (await exists(FILE)) await Deno.remove(FILE);
{
  await using db = await Kanta.open(FILE, {
    names: ["alice", "bob"],
    balances: [120, 80],
  });
  console.log("Version", db.version, db.data);
}

// --- Today's program. ---------------------------------------------------------

interface Account {
  balance: number;
  currency: string;
}

interface Data {
  accounts: Record<string, Account>;
}

// Steps edit the data in place, from each version to the next. They often are
// a module of their own: import * as migrations from "./migrations.ts".
const migrations = {
  // deno-lint-ignore no-explicit-any -- data of a shape that no type has any more
  migrate_v1(data: any): void {
    data.accounts = {};
    data.names.forEach((name: string, i: number) => {
      data.accounts[name] = { balance: data.balances[i] };
    });
    delete data.names;
    delete data.balances;
  },
  // deno-lint-ignore no-explicit-any -- as above
  migrate_v2(data: any): void {
    for (const name in data.accounts) data.accounts[name].balance *= 100;
  },
};

// A schema checks what the data looks like, and may fill in defaults. Any
// library with Standard Schema fits here (zod, valibot, arktype and others);
// this one is written by hand to have no dependency.
const schema: StandardSchema<unknown, Data> = {
  "~standard": {
    version: 1,
    vendor: "by hand",
    validate(value) {
      const { accounts } = value as Data;
      const found = Object.entries(accounts).map(([name, account]) => {
        const { balance, currency = "EUR" } = account;
        return [name, { balance, currency }] as const;
      });
      const wrong = found.find(([, { balance }]) =>
        typeof balance !== "number"
      );
      return wrong === undefined
        ? { value: { accounts: Object.fromEntries(found) } }
        : {
          issues: [{ message: "not a number", path: ["accounts", wrong[0]] }],
        };
    },
  },
};

const options = {
  migrations,
  schema,
  // A validator checks what must hold, before each commit.
  validate({ accounts }: { accounts: Readonly<Record<string, Account>> }) {
    for (const [name, { balance }] of Object.entries(accounts)) {
      if (balance < 0) throw new Error(`${name} has not enough`);
    }
  },
};

// Look first, without touching the file ...
const planned = await Kanta.rehearse<Data>(FILE, options);
console.log(`\nWould go from version ${planned.from} to ${planned.to}:`);
for (const line of formatDiff(planned.diff)) console.log(" ", line);

// ... then do it.
await using db = await Kanta.open<Data>(FILE, { accounts: {} }, options);
console.log("\nVersion", db.version, db.data);

function pay(from: string, to: string, amount: number): void {
  db.transaction("pay", { user: from, extra: `to ${to}` }, ({ accounts }) => {
    accounts[to]!.balance += amount;
    accounts[from]!.balance -= amount;
  });
}

pay("alice", "bob", 5000);
try {
  pay("alice", "bob", 9000);
} catch (error) {
  console.log("\nRefused, nothing has changed:", (error as Error).message);
}
console.log(db.data);

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
