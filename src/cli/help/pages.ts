/**
 * The pages of `kanta help` that are about no command.
 *
 * @module
 */

const RANGES = `Points: one place in the history

  r120  l20  s2  v3     revision, line, snapshot, first record of a version
  s-1                   the last snapshot
  start  end            the empty beginning, now
  @deploy               the last record of an action; * and ? are wildcards
  X~2                   two revisions before X
  2026-06-10            the end of that day; 2026-06-10T14:30 of that minute
  2026-06-10T14:30Z     with a zone; without one: the zone that is shown
  15min  2h  7d  2w     so long ago
  today  yesterday

Ranges: -r, which may be repeated; they restrict one another

  A..B                  from A to B, both included;  A..  ..B  are open
  A:B                   from A up to B, without B
  A/B                   times: from the beginning of A to the end of B
  2026-06-10            the whole day
  7d                    the last seven days
  r120  v3              that record, all records of that version
  3  -1  2:5  -5:       plain numbers count what all other filters left, from 0;
                        -1 is the last one

  kanta log data.kantadb -r 2026-06-01/2026-06-10 -r -5:
  kanta show data.kantadb --at @deploy~1`;

const PATTERNS =
  `Patterns: -g, --not (anywhere), --path and masks (from the root)

  word                  a part of the action or user, a place, or a value
  path=value            a place with a value; path= any value, =value any place
  n>3  at<=2026-06-10   comparisons of numbers and times

Places

  users.bob             keys, one after the other; all below is included
  users.*.email         * ? [abc] [!abc] are wildcards within a key
  **.token              ** is any number of keys, none too
  tags[0]  tags[*]      an item of a list
  ["a.b"].c             a key with a dot in it
  ^users                from the root;  name$  this very place, nothing below

Values: a part of a string, all of another value; with wildcards all of the text.
Upper and lower case are the same, but with --case. Several -g have to match one
record. What a pattern can mean in two ways, it means in both.

  kanta log data.kantadb -g bob -g email
  kanta log data.kantadb -g "users.*.name=Bob*" --not import
  kanta log data.kantadb --path users.bob`;

const JSON_PAGE = `Lines of JSON: --json, one object a line, "type" first

  change     rev line offset ts action user mtime version changes masked;
             note, undone, redacted where there are some
  snapshot   label rev line offset ts version bytes
  state      rev ts version value masked
  blame      rev ts action user path at value
  step       rev ok left             (bisect)
  finding    line offset bytes reason
  stats      by key records bytes
  plan       what would change
  report     the last line of a job
  note       what is said beside the answer, on standard error
  error      code message path line offset hint, on standard error

A change: op at path old new. op is add, set or delete; in lists insert or remove
with the index last in the path; in Sets add or delete with the member.

Values that JSON has no type for are tagged: {"$date": ...}, as in the file. Times
are UTC. What is masked is listed in "masked". Fields are added, never renamed.

  kanta log data.kantadb --json -r 7d | jq -r .action | sort | uniq -c`;

/** Pages by their subject. */
export const PAGES: ReadonlyMap<string, string> = new Map([
  ["ranges", RANGES],
  ["patterns", PATTERNS],
  ["json", JSON_PAGE],
]);
