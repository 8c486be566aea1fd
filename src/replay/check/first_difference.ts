/**
 * Where two states differ first, for those who have to find out why.
 *
 * @module
 */
import { JsonSerializer } from "../../format/json/serializer.ts";
import { computeDiff } from "../../diff/diff.ts";
import { pathText } from "../../values/path.ts";
import { kindOf, ofKind } from "../../values/kinds.ts";
import { getOwn, type Plain, setOwn } from "../../values/own.ts";
import { sameContent } from "./same_content.ts";
import { DELETE, escapeKey } from "../../diff/grammar.ts";

/** Longer texts are of no use in a message. */
const MOST = 500;

/** The first place where two states differ. */
export interface Difference {
  /** The place, such as `data.users.alice.age`. */
  readonly path: string;
  /** From the one to the other there, as a log would have it; cut when long. */
  readonly diff: string;
}

/** A way into a state, and what the two have there. */
interface Place {
  readonly steps: readonly (string | number)[];
  readonly one: unknown;
  readonly other: unknown;
}

/** The first difference of two states, the order of keys aside. */
export function firstDifference(one: unknown, other: unknown): Difference {
  let place: Place = { steps: [], one, other };
  for (;;) {
    const deeper = stepInto(place);
    if (deeper === undefined) break;
    place = deeper;
  }
  return { path: pathText(place.steps), diff: diffText(place) };
}

/** The first member that differs; undefined if the whole is to be shown. */
function stepInto({ steps, one, other }: Place): Place | undefined {
  const kind = kindOf(one);
  if (kind !== kindOf(other)) return undefined;
  if (kind === "array") {
    const [items, others] = [ofKind(one, kind), ofKind(other, kind)];
    const at = items.findIndex((item, i) => !sameContent(item, others[i]));
    // Where one list goes on and the other ends, the lists are shown.
    return at < 0 || at >= others.length
      ? undefined
      : { steps: [...steps, at], one: items[at], other: others[at] };
  }
  if (kind !== "object") return undefined;
  const [members, others] = [ofKind(one, kind), ofKind(other, kind)];
  for (const key of Object.keys(members)) {
    const [value, instead] = [getOwn(members, key), getOwn(others, key)];
    if (!sameContent(value, instead)) {
      return { steps: [...steps, key], one: value, other: instead };
    }
  }
  const added = Object.keys(others).find((key) => !Object.hasOwn(members, key));
  if (added === undefined) return undefined;
  return {
    steps: [...steps, added],
    one: undefined,
    other: getOwn(others, added),
  };
}

/** The diff at a place, under the last step that leads there. */
function diffText({ steps, one, other }: Place): string {
  const line = SERIALIZER.encodeChange({
    ts: "",
    diff: diffUnder(steps.at(-1), one, other),
  });
  const text = line.slice('{"ts":"","diff":'.length, -1);
  return text.length <= MOST ? text : `${text.slice(0, MOST)} ...`;
}

function diffUnder(
  step: string | number | undefined,
  one: unknown,
  other: unknown,
): unknown {
  if (step === undefined) return computeDiff(one, other);
  if (other === undefined) return { [DELETE]: [escapeKey(String(step))] };
  return computeDiff(holding(step, one), holding(step, other));
}

function holding(step: string | number, value: unknown): Plain {
  const holder: Plain = {};
  if (value !== undefined) setOwn(holder, String(step), value);
  return holder;
}

const SERIALIZER = new JsonSerializer();
