import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Draft } from "../../../src/transaction/draft/draft.ts";
import { DraftIndex } from "../../../src/transaction/draft/draft_index.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

interface State {
  at: Record<string, { n: number }>;
  list: number[];
  other: object;
}

function drafts(count: number) {
  const at = Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`k${n}`, { n }]),
  );
  const state: State = { at, list: [], other: {} };
  const recorder = new Recorder(state, NO_TYPES);
  const data = recorder.root.proxy as State;
  for (const key of Object.keys(data.at)) data.at[key];
  data.list;
  data.other;
  const found = [state, at, ...Object.values(at), state.list, state.other]
    .map((raw) => recorder.draftOf(raw) as Draft);
  return { state, recorder, found };
}

Deno.test("a draft is found by its object, be there few or many", () => {
  for (const count of [0, 3, 27, 28, 29, 30, 100]) {
    const { found } = drafts(count);
    const index = new DraftIndex();
    for (const draft of found) {
      assertEquals(index.get(draft.raw), undefined);
      index.add(draft);
    }
    for (const draft of found) assertStrictEquals(index.get(draft.raw), draft);
    assertEquals(index.get({}), undefined);
  }
});

Deno.test("the root, objects and lists right below it are kept, if they still stand there", () => {
  const { state, recorder, found } = drafts(2);
  const index = new DraftIndex();
  for (const draft of found) index.add(draft);
  Reflect.deleteProperty(state, "other");
  index.keep(recorder.root, 3);
  const kept = found.filter((draft) => index.get(draft.raw) !== undefined);
  assertEquals(kept.map((draft) => draft.raw), [state, state.at, state.list]);
});

Deno.test("of so many none but as many as asked for is kept", () => {
  const { recorder, found } = drafts(2);
  const index = new DraftIndex();
  for (const draft of found) index.add(draft);
  index.keep(recorder.root, 1);
  assertEquals(found.filter((one) => index.get(one.raw)).length, 2);
  index.keep(recorder.root, 0);
  assertEquals(found.filter((one) => index.get(one.raw)).length, 1);
});

Deno.test("after very many the index begins anew", () => {
  const { recorder, found } = drafts(50);
  const index = new DraftIndex();
  for (const draft of found) index.add(draft);
  index.keep(recorder.root, 3);
  assertStrictEquals(index.get(recorder.root.raw), recorder.root);
  assertEquals(index.get(found.at(-3)!.raw), undefined);
});
