/**
 * The filters of `log`, as options ask for them.
 *
 * @module
 */
import { TypeRegistry } from "../../values/kinds.ts";
import { Pattern } from "../../values/pattern/pattern.ts";
import type { Application } from "../application.ts";
import type { Invocation } from "../command.ts";
import { Mask } from "../../history/shown/mask.ts";
import { ShownChain } from "../output/shown_chain.ts";
import { RecordFilter } from "../../history/search/record_filter.ts";

/** The filters and formatters that options ask for. */
export function filtersOf(
  { args, display, settings }: Invocation,
  application: Application,
): {
  readonly filter: RecordFilter;
  readonly nothing: RecordFilter;
  readonly chain: ShownChain;
} {
  const fold = !args.has("case");
  const pattern = (text: string) =>
    new Pattern(text, { fold, zone: display.zone });
  const greps = args.texts("grep").map(pattern);
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  const types = new TypeRegistry(application.types);
  const { mask: dots } = display.marks;
  const chain = new ShownChain(application.formatters, mask, dots, greps);
  const wish = {
    greps,
    nots: args.texts("not").map(pattern),
    user: args.text("user"),
    action: args.text("action"),
    paths: args.texts("path"),
  };
  const none = {
    greps: [],
    nots: [],
    user: undefined,
    action: undefined,
    paths: [],
  };
  return {
    filter: new RecordFilter(wish, types, chain),
    nothing: new RecordFilter(none, types, chain),
    chain,
  };
}
