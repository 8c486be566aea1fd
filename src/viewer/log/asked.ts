/**
 * The questions that are being answered: what is done ahead waits for them.
 *
 * @module
 */
import { pause } from "../../file/file_watch.ts";

/** Counts questions. */
export class Asked {
  #count = 0;
  #none: PromiseWithResolvers<void> | undefined;

  /** A question came; to be called once it is answered. */
  begin(): () => void {
    this.#count++;
    return () => {
      if (--this.#count > 0) return;
      this.#none?.resolve();
      this.#none = undefined;
    };
  }

  /** Lets others run, and waits until nobody asks; what `hurries` does not wait. */
  async idle(hurries: () => boolean): Promise<void> {
    await pause(0);
    while (this.#count > 0 && !hurries()) {
      this.#none ??= Promise.withResolvers();
      await this.#none.promise;
    }
  }

  /** Has what waits look again whether it hurries. */
  wake(): void {
    this.#none?.resolve();
    this.#none = undefined;
  }
}
