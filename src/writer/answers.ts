/**
 * Questions to the writer that wait for their answers.
 *
 * @module
 */

/** Questions of one kind, by number. */
export class Answers<T> {
  readonly #waiting = new Map<number, PromiseWithResolvers<T>>();
  #last = 0;

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Asks: `send` sends the question of this number. */
  ask(send: (id: number) => void): Promise<T> {
    const answer = Promise.withResolvers<T>();
    this.#waiting.set(++this.#last, answer);
    send(this.#last);
    return answer.promise;
  }

  /** The answer came. One that nobody waits for is dropped. */
  resolve(id: number | undefined, value: T): void {
    this.#take(id)?.resolve(value);
  }

  /** A failure came for an answer. */
  reject(id: number | undefined, cause: Error): void {
    this.#take(id)?.reject(cause);
  }

  #take(id = 0): PromiseWithResolvers<T> | undefined {
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    return answer;
  }

  /** No more answers will come. */
  rejectAll(cause: Error): void {
    for (const id of [...this.#waiting.keys()]) this.reject(id, cause);
  }
}
