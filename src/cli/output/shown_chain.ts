/**
 * How values, keys and users are shown by the command: secrets as dots, what an
 * application formats by its own text, and what a search found lit.
 *
 * @module
 */
import {
  type FormatPart,
  type Formatter,
  FormatterChain,
  type LitSpans,
} from "../../changelog/formatter.ts";
import type { Pattern } from "../../values/pattern/pattern.ts";
import type { Mask } from "../../history/shown/mask.ts";

/** The formatters of a command, with masks and a search. */
export class ShownChain extends FormatterChain {
  /** The test for places that are secret. */
  readonly mask: Mask;
  readonly #dots: string;
  readonly #patterns: readonly Pattern[];

  /** Takes an application's formatters, masks with their dots, and what is searched. */
  constructor(
    formatters: readonly Formatter[],
    mask: Mask,
    dots: string,
    patterns: readonly Pattern[] = [],
  ) {
    super(formatters);
    this.mask = mask;
    this.#dots = dots;
    this.#patterns = patterns;
  }

  /** Whether something is searched, and lit where it stands. */
  get searching(): boolean {
    return this.#patterns.length > 0;
  }

  /** The text for what stands at a place; dots for a secret. */
  override text(
    part: FormatPart,
    value: unknown,
    path: readonly unknown[],
  ): string | undefined {
    if (part === "value" && this.mask.hides(path)) return this.#dots;
    return super.empty ? undefined : super.text(part, value, path);
  }

  /** The text that an application has for it, secret or not; for searches. */
  formatted(
    part: FormatPart,
    value: unknown,
    path: readonly unknown[],
  ): string | undefined {
    return super.text(part, value, path);
  }

  /** The parts of a shown text that a search found. */
  override lit(
    part: FormatPart,
    value: unknown,
    path: readonly unknown[],
    text: string,
  ): LitSpans {
    if (this.#patterns.length === 0) return [];
    const found: [number, number][] = [];
    for (const pattern of this.#patterns) {
      if (part === "user") {
        found.push(...copied(pattern.headSpans(text, value)));
      } else if (part === "key") {
        const last = pattern.elements(path).includes(path.length - 1);
        if (last) found.push([0, text.length]);
      } else if (!this.mask.hides(path)) {
        found.push(...copied(pattern.valueSpans(path, value, text)));
      }
    }
    return merged(found);
  }

  /** The elements of a path that a search found. */
  override litElements(
    path: readonly unknown[],
    value: unknown,
  ): readonly number[] {
    const known = this.mask.hides(path) ? undefined : value;
    return this.#patterns.flatMap((pattern) => pattern.elements(path, known));
  }
}

function copied(spans: LitSpans): [number, number][] {
  return spans.map(([from, to]) => [from, to]);
}

function merged(spans: [number, number][]): LitSpans {
  if (spans.length < 2) return spans;
  const sorted = spans.sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && span[0] <= last[1]) {
      last[1] = Math.max(last[1], span[1]);
    } else joined.push([span[0], span[1]]);
  }
  return joined;
}
