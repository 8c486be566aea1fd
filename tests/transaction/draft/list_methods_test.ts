import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { LIST_METHODS } from "../../../src/transaction/draft/list_methods.ts";
import { committed, rolledBack } from "../../support/recorded.ts";

interface Todo {
  id: number;
  done: boolean;
}

const todos = (): { todos: Todo[] } => ({
  todos: [1, 2, 3, 4].map((id) => ({ id, done: id % 2 === 0 })),
});

const ids = (list: readonly Todo[]) => list.map(({ id }) => id);

Deno.test("methods that change a list, or search in it, are the draft's own", () => {
  const changing = [
    "copyWithin",
    "fill",
    "pop",
    "push",
    "reverse",
    "shift",
    "sort",
    "splice",
    "unshift",
  ];
  const searching = ["includes", "indexOf", "lastIndexOf"];
  assertEquals(
    [...LIST_METHODS.keys()].sort(),
    [...changing, ...searching].sort(),
  );
});

Deno.test("an object of the live data is recognised in the draft", () => {
  const state = todos();
  const [, second] = state.todos;
  const { diff } = committed(state, (data) => {
    assertEquals(data.todos.indexOf(second!), 1);
    assertEquals(data.todos.lastIndexOf(second!), 1);
    assert(data.todos.includes(second!));
    assert(!data.todos.includes({ ...second! }));
    data.todos.splice(data.todos.indexOf(second!), 1);
    assertEquals(data.todos.indexOf(second!), -1);
  });
  assertEquals(ids(state.todos), [1, 3, 4]);
  assertEquals(diff, { todos: { $delete: [1] } });
});

Deno.test("a search in a list that the transaction made is the engine's, and copies nothing", () => {
  const state: { all: Todo[]; some?: unknown[] } = { all: todos().todos };
  rolledBack(state, (data) => {
    const [a, b, c] = data.all;
    const items = [a, 5, b, a, "x", b];
    data.some = [...items];
    delete data.some[1];
    delete items[1];
    const made = data.some;
    const { map, slice } = Array.prototype;
    Array.prototype.map = Array.prototype.slice = () => {
      throw new Error("copied");
    };
    try {
      const starts = [undefined, 0, 1, 3, 5, 6, 9, -1, -3, -6, -9, 1.7];
      for (const wanted of [a, b, c, "x", 5, undefined, null]) {
        for (const from of starts) {
          const args = (from === undefined ? [wanted] : [wanted, from]) as [
            unknown,
            number?,
          ];
          assertEquals(made.indexOf(...args), items.indexOf(...args as [Todo]));
          assertEquals(
            made.includes(...args),
            items.includes(...args as [Todo]),
          );
          // A start that is given as undefined is 0 to the engine.
          assertEquals(
            made.lastIndexOf(...args as [unknown, number]),
            items.lastIndexOf(...args as [Todo, number]),
          );
        }
      }
    } finally {
      Array.prototype.map = map;
      Array.prototype.slice = slice;
    }
  });
});

Deno.test("it is recognised in a list that the transaction made, too", () => {
  const state = todos();
  const [, second] = state.todos;
  committed(state, (data) => {
    data.todos = data.todos.filter(({ done }) => done);
    assertEquals(data.todos.indexOf(second!), 0);
    assertEquals(data.todos.indexOf(data.todos[1]!), 1);
    assertEquals(data.todos.lastIndexOf(data.todos[1]!), 1);
    assert(data.todos.includes(second!));
    assert(data.todos.includes(data.todos[1]!));
  });
  assertEquals(ids(state.todos), [2, 4]);
});

Deno.test("sorting, reversing and filtering keep the very objects", () => {
  const state = todos();
  const objects = new Map(state.todos.map((todo) => [todo.id, todo]));
  const kept = () => {
    for (const todo of state.todos) {
      assertStrictEquals(todo, objects.get(todo.id));
    }
  };
  committed(state, (data) => data.todos.sort((a, b) => b.id - a.id));
  assertEquals(ids(state.todos), [4, 3, 2, 1]);
  kept();
  committed(state, (data) => data.todos.reverse());
  kept();
  committed(state, (data) => {
    data.todos = data.todos.filter(({ id }) => id !== 2);
  });
  assertEquals(ids(state.todos), [1, 3, 4]);
  kept();
  committed(state, (data) => {
    data.todos = data.todos.toSorted((a, b) => b.id - a.id);
    data.todos[0]!.done = true;
  });
  assertEquals(ids(state.todos), [4, 3, 1]);
  kept();
  committed(state, (data) => data.todos.unshift(data.todos.pop() as Todo));
  kept();
  committed(state, (data) => {
    [data.todos[0], data.todos[2]] = [data.todos[2]!, data.todos[0]!];
  });
  kept();
});

Deno.test("an object that is put into a list twice is two from then on", () => {
  const state = todos();
  const [first] = state.todos;
  committed(state, (data) => data.todos.push(data.todos[0]!));
  assertStrictEquals(state.todos[0], first);
  assertEquals(state.todos[4], first);
  assert(state.todos[4] !== first);
});

Deno.test("a comparison that throws half way is rolled back to the letter", () => {
  const state = todos();
  const before = state.todos.slice();
  let left = 3;
  assertThrows(() =>
    rolledBack(state, (data) =>
      data.todos.sort((a, b) => {
        if (left-- === 0) throw new Error("enough");
        return b.id - a.id;
      }))
  );
  state.todos.forEach((todo, i) => assertStrictEquals(todo, before[i]));
});

Deno.test("a comparison may look at what it compares, and change it", () => {
  const state = todos();
  const { diff } = committed(state, (data) =>
    data.todos.sort((a, b) => {
      a.done = true;
      return a.id - b.id;
    }));
  assertEquals(ids(state.todos), [1, 2, 3, 4]);
  assert(diff !== undefined);
});

Deno.test("a frozen list is refused before anything is noted", () => {
  const state: { list: number[] } = { list: [] };
  committed(state, (data) => {
    data.list = Object.freeze([1, 2]) as unknown as number[];
    for (const method of ["push", "pop", "sort", "reverse", "fill"] as const) {
      assertThrows(
        () => (data.list[method] as (item: number) => unknown)(1),
        TypeError,
        "frozen",
      );
    }
    assertEquals(data.list.slice(), [1, 2]);
    assertEquals(data.list.length, 2);
  });
  assertEquals(state, { list: [1, 2] });
  committed(state, (data) => data.list.push(3)); // the copy is not frozen
  assertEquals(state, { list: [1, 2, 3] });
});
