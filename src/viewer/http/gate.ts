/**
 * Who may ask a viewer of one's own machine: who has its address, which was printed
 * in a terminal.
 *
 * A page elsewhere may send requests to a loopback address, and a name may be made
 * to lead there; so `Host` has to be the address that was printed, `Origin` too if
 * it is sent, and each question of the data has to bring the token, which no other
 * page can know.
 *
 * @module
 */
import { ENCODER } from "../../values/characters.ts";
import { refusal } from "./policy.ts";

/** A token of 128 bits, as it stands in an address. */
export function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(16))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Lets requests in. */
export class Gate {
  /** The address that was printed, such as `127.0.0.1:49152`. */
  host = "";
  readonly #token: Uint8Array;

  /** Takes the token. */
  constructor(token: string) {
    this.#token = ENCODER.encode(token);
  }

  /** Why a request is refused; undefined where it is let in. `data`: it asks for data. */
  refuses({ headers }: Request, data: boolean): Response | undefined {
    const host = headers.get("host");
    if (host !== this.host) {
      return refusal(403, "Forbidden", "Host is not the address of the viewer");
    }
    const origin = headers.get("origin");
    if (origin !== null && origin !== `http://${this.host}`) {
      return refusal(
        403,
        "Forbidden",
        "Origin is another page than the viewer's",
      );
    }
    if (!data) return undefined;
    const [, given = ""] = /^Bearer (\S+)$/i.exec(
      headers.get("authorization") ?? "",
    ) ?? [];
    return this.#isToken(given) ? undefined : refusal(
      403,
      "Forbidden",
      "The token is not that of the viewer: open the address that it printed",
      { "www-authenticate": "Bearer" },
    );
  }

  /** Compares in a time that says nothing of where the first difference is. */
  #isToken(given: string): boolean {
    const bytes = ENCODER.encode(given);
    let difference = bytes.length ^ this.#token.length;
    this.#token.forEach((byte, i) => difference |= byte ^ (bytes[i] ?? 0));
    return difference === 0;
  }
}
