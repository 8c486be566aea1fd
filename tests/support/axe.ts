/**
 * What of a page is out of reach of those who do not see it, as axe finds it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import axe from "npm:axe-core@4.11.0";
import type { Page } from "./browser.ts";

/** The rules whose findings colours decide. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * Leaves three rows of each kind to be seen: axe takes longest with hundreds that
 * differ by their text alone. Where they stand remains as it is.
 */
const HIDE = `{
  const ROWS = ".list .row, .values > li, tbody > tr";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("[data-like] { visibility: hidden }");
  document.adoptedStyleSheets = [sheet];
  for (const row of document.querySelectorAll("[data-like]")) {
    row.removeAttribute("data-like");
  }
  const seen = {};
  for (const row of document.querySelectorAll(ROWS)) {
    const kind = [row, ...row.querySelectorAll("*")]
      .map((one) => one.tagName + "." + one.getAttribute("class")).join(" ");
    seen[kind] = (seen[kind] ?? 0) + 1;
    if (seen[kind] > 3) row.setAttribute("data-like", "");
  }
}`;

/**
 * Keeps a colour that axe has read once: it reads the few that a page has for each
 * element anew, which is a sixth of its work.
 */
const KEEP_COLOURS = `{
  const { Color } = axe.commons.color;
  const read = Color.prototype.parseString;
  const known = new Map();
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) known.set(text, read.call(new Color(0, 0, 0), text));
    const { r, g, b, alpha } = known.get(text);
    return Object.assign(this, { r, g, b, alpha });
  };
}`;

/**
 * The findings, each with the place of the first; `colours`: of the rules alone that
 * colours decide. The page must let scripts in.
 */
export async function findingsOf(
  page: Page,
  { colours = false } = {},
): Promise<string[]> {
  if (!await page.evaluate<boolean>("'axe' in globalThis")) {
    await page.evaluate(axe.source);
    await page.evaluate(KEEP_COLOURS);
  }
  await page.evaluate(HIDE);
  const options = {
    resultTypes: ["violations"],
    ...(colours && { runOnly: { type: "rule", values: OF_COLOURS } }),
  };
  const { violations } = await page.evaluate<
    { violations: { id: string; nodes: { html: string }[] }[] }
  >(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/**
 * Throws where axe finds something, light or dark. Dark, it looks for what colours
 * decide: a scheme changes nothing else.
 */
export async function expectNoFindings(
  page: Page,
  screen: string,
): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const found = await findingsOf(page, { colours: colorScheme === "dark" });
    assertEquals(found, [], `${colorScheme} ${screen}`);
  }
}
