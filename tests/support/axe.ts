/**
 * What of a page is out of reach of those who do not see it, as axe finds it.
 *
 * @module
 */
import axe from "npm:axe-core@4.11.0";
import type { Page } from "./browser.ts";

/** The findings, each with the place of the first. The page must let scripts in. */
export async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<
    { violations: { id: string; nodes: { html: string }[] }[] }
  >("axe.run(document, { resultTypes: ['violations'] })");
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
