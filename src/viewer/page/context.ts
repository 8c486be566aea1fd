/**
 * What all parts of the page have: the model, and the time.
 *
 * @module
 */
/// <reference lib="dom" />
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Stop } from "../wire.ts";
import { type Model, textOf } from "./model.ts";
import { Clock } from "./text.ts";

/** The model. */
export const Shared = createContext<Model | undefined>(undefined);

/** The model of the page. */
export function useModel(): Model {
  const model = useContext(Shared);
  if (model === undefined) throw new Error("No model is given to the page");
  return model;
}

/** How times are written. */
export function useClock(): Clock {
  const utc = useModel().utc.value;
  const [clock, setClock] = useState(() => new Clock(utc));
  useEffect(() => {
    if (clock.utc !== utc) setClock(new Clock(utc));
  }, [utc]);
  return clock;
}

/** Now, by the server's clock; what is embedded in a file stays at its time. */
export function useNow(): number {
  const { info } = useModel();
  const told = info.value?.now;
  const [began] = useState(() => Date.now());
  const start = told === undefined ? began : Date.parse(told);
  return info.value?.live ? start + Date.now() - began : start;
}

/** Whether a media query holds, as long as it does. */
export function useMedia(query: string): boolean {
  const [found, setFound] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const tell = () => setFound(list.matches);
    list.addEventListener("change", tell);
    return () => list.removeEventListener("change", tell);
  }, []);
  return found;
}

/** What a question was answered with. */
export interface Answered<Answer> {
  /** The last answer: what was there stays until the new is. */
  readonly answer: Answer | undefined;
  readonly error: string | undefined;
  /** Whether another one is on its way. */
  readonly waiting: boolean;
}

/** Asks when something it depends on has changed; undefined asks nothing. */
export function useAnswer<Answer>(
  ask: ((stop: Stop) => Promise<Answer>) | undefined,
  depends: readonly unknown[],
): Answered<Answer> {
  const [state, setState] = useState<Answered<Answer>>({
    answer: undefined,
    error: undefined,
    waiting: ask !== undefined,
  });
  useEffect(() => {
    if (ask === undefined) {
      setState({ answer: undefined, error: undefined, waiting: false });
      return;
    }
    const stop = new AbortController();
    setState((was) => ({ ...was, waiting: true }));
    ask(stop).then((answer) => {
      if (stop.signal.aborted) return;
      setState({ answer, error: undefined, waiting: false });
    }, (error) => {
      if (stop.signal.aborted) return;
      setState({ answer: undefined, error: textOf(error), waiting: false });
    });
    return () => stop.abort();
  }, depends);
  return state;
}
