/**
 * Tests that wait for something most of their time: those of one file run side by
 * side.
 *
 * @module
 */

/** Takes a test as `Deno.test()` does. */
export type Take = (name: string, run: () => Promise<void>) => void;

/** Tests taken by this one all begin with the first of them. */
export function sideBySide(): Take {
  const begin: (() => void)[] = [];
  return (name, run) => {
    let ended: Promise<void> | undefined;
    begin.push(() => {
      ended = run();
      ended.catch(() => {}); // its own test will tell
    });
    Deno.test(name, async () => {
      for (const one of begin.splice(0)) one();
      await ended;
    });
  };
}
