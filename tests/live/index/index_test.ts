/**
 * Entries by a key, through all that becomes of the data.
 *
 * @module
 */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataIntegrityError, Kanta } from "../../../mod.ts";
import { TempFolder } from "../../support/temp.ts";

interface User {
  email: string;
  team?: string;
}
interface Data {
  users: Record<string, User>;
  todos: { id: number; title: string }[];
  aliases: Map<string, string>;
}

const data = (): Data => ({
  users: {
    bob: { email: "bob@x", team: "red" },
    eve: { email: "eve@x", team: "red" },
  },
  todos: [{ id: 1, title: "one" }, { id: 2, title: "two" }],
  aliases: new Map([["b", "bob"]]),
});

Deno.test("an index finds entries by a property, with their places, and follows the commits", async () => {
  await using db = await Kanta.memory(data());
  const byEmail = await db.index("users.*", "email", { unique: true });
  const byTeam = await db.index("users.*", "team");
  assertEquals(byEmail.get("bob@x")?.path, ["users", "bob"]);
  assertEquals(byEmail.get("bob@x")?.value === db.data.users["bob"], true);
  assertEquals(byTeam.get("red").map(({ path }) => path[1]), ["bob", "eve"]);
  db.transaction("change", ({ users }) => {
    users["bob"]!.email = "bobby@x";
    users["kim"] = { email: "kim@x" };
    delete users["eve"];
    assertEquals(byEmail.has("eve@x"), true); // what is committed counts
  });
  assertEquals([...byEmail.keys()].sort(), ["bobby@x", "kim@x"]);
  assertEquals(byEmail.get("kim@x")?.value.email, "kim@x");
  assertEquals(byTeam.get("red").map(({ path }) => path[1]), ["bob"]);
  assertEquals([byTeam.size, byTeam.get("blue"), byEmail.get("no")], [
    1,
    [],
    undefined,
  ]);
});

Deno.test("items of lists, entries of Maps and scalars are entries, too", async () => {
  await using db = await Kanta.memory(data());
  const byId = await db.index("todos.*", "id", { unique: true });
  const byName = await db.index("aliases.*", (name) => name.toUpperCase());
  assertEquals(byId.get(2)?.path, ["todos", 1]);
  db.transaction("sort", ({ todos, aliases }) => {
    todos.unshift({ id: 3, title: "three" });
    todos.reverse();
    aliases.set("bobby", "bob");
  });
  assertEquals(byId.get(2)?.path, ["todos", 0]);
  assertEquals(byId.get(3)?.path, ["todos", 2]);
  assertEquals(byName.get("BOB").map(({ path }) => path[1]), ["b", "bobby"]);
  db.transaction("filter", (draft) => {
    draft.todos = draft.todos.filter(({ id }) => id !== 1);
    draft.aliases.delete("b");
  });
  assertEquals([...byId.keys()].sort(), [2, 3]);
  assertEquals(byName.get("BOB").map(({ path }) => path[1]), ["bobby"]);
});

Deno.test("a unique index refuses a commit at its end, with both places, and allows swaps", async () => {
  await using db = await Kanta.memory(data());
  const byEmail = await db.index("users.*", "email", { unique: true });
  db.transaction("swap", ({ users }) => {
    const { email } = users["bob"]!;
    users["bob"]!.email = users["eve"]!.email; // twice there for a moment
    users["eve"]!.email = email;
  });
  assertEquals(byEmail.get("bob@x")?.path, ["users", "eve"]);
  const before = [...byEmail].map(([key, { path }]) => [key, path]);
  const error = assertThrows(
    () =>
      db.transaction("copy", ({ users }) => {
        users["kim"] = { email: "kim@x" };
        users["lee"] = { email: "bob@x" };
      }),
    DataIntegrityError,
    'Cannot commit copy: users.eve and users.lee have the same "email"',
  );
  assertEquals([error.action, error.places], [
    "copy",
    ["users.eve", "users.lee"],
  ]);
  assertEquals([...byEmail].map(([key, { path }]) => [key, path]), before);
  assertEquals(Object.keys(db.data.users), ["bob", "eve"]);
  assertThrows(
    () => db.preview(({ users }) => void (users["lee"] = { email: "bob@x" })),
    DataIntegrityError,
    "users.eve and users.lee",
  );
  assertThrows(
    () =>
      db.transaction("two", ({ users }) => {
        users["kim"] = { email: "new@x" };
        users["lee"] = { email: "new@x" };
      }),
    DataIntegrityError,
    "users.kim and users.lee",
  );
});

Deno.test("an index is rolled back with the transaction, whatever refuses it", async () => {
  let refuses = false;
  await using db = await Kanta.memory(data(), {
    validate: () => {
      if (refuses) throw new Error("refused");
    },
  });
  const byEmail = await db.index("users.*", "email");
  const before = [...byEmail].map(([key, found]) => [key, found.length]);
  const change = ({ users }: Data) => {
    users["bob"]!.email = "other@x";
    delete users["eve"];
  };
  refuses = true;
  assertThrows(() => db.transaction("change", change), Error, "refused");
  refuses = false;
  assertThrows(() =>
    db.transaction("change", (draft) => {
      change(draft);
      throw new Error("mine");
    })
  );
  db.preview(change);
  assertEquals([...byEmail].map(([key, found]) => [key, found.length]), before);
  db.transaction("change", change);
  assertEquals([...byEmail.keys()], ["other@x"]);
});

Deno.test("duplicates that are there are told when the index is made, and the file stays open", async () => {
  await using db = await Kanta.memory(data());
  await assertRejects(
    () => db.index("users.*", "team", { unique: true }),
    DataIntegrityError,
    'Cannot make the index: users.bob and users.eve have the same "team"',
  );
  db.transaction("move", ({ users }) => void (users["eve"]!.team = "blue"));
  const byTeam = await db.index("users.*", "team", { unique: true });
  assertEquals(byTeam.size, 2);
  const numbers = await Kanta.memory({ list: [1, 2, 1] });
  await assertRejects(
    () => numbers.index("list.*", (n) => n, { unique: true }),
    DataIntegrityError,
    "list[0] and list[2]",
  );
  await numbers.close();
});

Deno.test("an index is built on opening, and a file with duplicates opens without it", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const options = { sync: "never" } as const;
  const db = new Kanta(path, data(), options);
  await db.open();
  const byEmail = await db.index("users.*", "email", { unique: true });
  await db.close();
  {
    await using other = await Kanta.open(path, data(), options);
    other.transaction("join", ({ users }) => {
      users["kim"] = { email: "kim@x" };
    });
  }
  await db.open();
  assertEquals(byEmail.get("kim@x")?.path, ["users", "kim"]);
  await db.close();
  {
    await using other = await Kanta.open(path, data(), options);
    other.transaction("join", ({ users }) => {
      users["lee"] = { email: "kim@x" };
    });
  }
  await assertRejects(() => db.open(), DataIntegrityError, "users.lee");
  byEmail.drop();
  await db.open();
  assertEquals(db.data.users["lee"]?.email, "kim@x");
  await db.close();
});

Deno.test("an index of a follower is that of the data that it has", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, data(), { sync: "never" });
  await db.flush();
  await using copy = await Kanta.follow(path, data());
  const byEmail = await copy.index("users.*", "email");
  assertEquals(byEmail.has("bob@x"), true);
  db.transaction("change", ({ users }) => {
    users["bob"]!.email = "other@x";
  });
  await db.flush();
  await copy.waitFor(db.rev);
  assertEquals([byEmail.has("bob@x"), byEmail.has("other@x")], [false, true]);
});

Deno.test("what can't be indexed says why, and an index that is dropped is empty", async () => {
  await using db = await Kanta.memory(data());
  // @ts-expect-error -- the key of an entry is no list
  const list = (): Promise<unknown> => db.index("users.*", () => [1]);
  await assertRejects(list, DataIntegrityError, "users.bob");
  await assertRejects(() => db.index("users.[", "email"), TypeError);
  {
    using running = db.begin("slow");
    await assertRejects(
      () => db.index("users.*", "email"),
      DataIntegrityError,
      "a transaction is not over",
    );
    running.rollback();
  }
  const byEmail = await db.index("users.*", "email", { unique: true });
  byEmail.drop();
  db.transaction(
    "copy",
    ({ users }) => void (users["lee"] = { email: "bob@x" }),
  );
  assertEquals([Object.keys(db.data.users).length, byEmail.size], [3, 0]);
});
