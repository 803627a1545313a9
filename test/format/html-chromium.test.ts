/** The HTML report in a real browser: phone and desktop, light and dark, by keyboard, on paper. The browser is
 *  $SFBDIAG_CHROMIUM, else Debian's. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { html } from '../../src/format/html.ts';
import { report } from '../analyze-bytes.ts';

const CHROMIUM = process.env.SFBDIAG_CHROMIUM ?? '/usr/bin/chromium';
const found = existsSync(CHROMIUM);
if (!found) console.warn(`skipped: no browser at ${CHROMIUM} (apt-get install chromium, or set SFBDIAG_CHROMIUM)`);

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');
const FILES = ['capture.pcapng', 'client.UccApilog', 'ipconfig.txt', 'PanGPS.log', 'route-print.txt'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Where the keyboard is; undefined behind the last stop. */
interface Focus {
  /** Among the parts that unfold or scroll; -1 for another. */
  readonly number: number;
  readonly summary: boolean;
  readonly open: boolean;
  readonly visible: boolean;
}

// Code for the page is text: the types of a browser stay out of a program that runs without one.
const STOPS = 'summary, pre, [role=region]';
const FOCUS = `(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return undefined;
  const { outlineStyle, outlineWidth } = getComputedStyle(e);
  return {
    number: [...document.querySelectorAll('${STOPS}')].indexOf(e),
    summary: e.tagName === 'SUMMARY',
    open: e.parentElement.hasAttribute('open'),
    visible: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
  };
})()`;
const PRINTED = `({
  ink: getComputedStyle(document.body).color,
  folded: [...document.querySelectorAll('details:not([open]) > :not(summary)')]
    .filter((e) => e.getBoundingClientRect().height === 0).length,
  nav: getComputedStyle(document.querySelector('nav')).display,
})`;

describe.skipIf(!found)('in Chromium', { timeout: 60_000 }, () => {
  const folder = found ? mkdtempSync(join(tmpdir(), 'sfbdiag-html-')) : '';
  let browser: Browser;
  beforeAll(async () => {
    // A container without user namespaces has no sandbox; the page is our own.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(['globalprotect-incident', 'healthy-split-tunnel'])('%s', (sample) => {
    const file = join(folder, `${sample}.html`);
    const url = pathToFileURL(file).href;
    const complaints: string[] = [];

    beforeAll(() => {
      const inputs = FILES.map((name) => ({ name, bytes: readFileSync(join(SAMPLES, sample, name)) }));
      writeFileSync(file, html(report(inputs)));
    });

    /** @param scripts off, as the page itself needs none; on for what the test runs within it. */
    async function open(width: number, colorScheme: 'light' | 'dark', scripts = true): Promise<Page> {
      const context = await browser.newContext({
        viewport: { width, height: 850 },
        colorScheme,
        javaScriptEnabled: scripts,
        bypassCSP: scripts,
      });
      const page = await context.newPage();
      page.on('console', (m) => complaints.push(`console: ${m.text()}`));
      page.on('pageerror', (e) => complaints.push(`error: ${e.message}`));
      page.on('request', (r) => r.url() !== url && complaints.push(`request: ${r.url()}`));
      await page.goto(url);
      return page;
    }

    test.each([
      [390, 'light'],
      [390, 'dark'],
      [1280, 'light'],
      [1280, 'dark'],
    ] as const)('at %i pixels, %s: fits, asks for nothing, axe finds nothing', async (width, scheme) => {
      complaints.length = 0;
      const page = await open(width, scheme);
      const unfold = (): Promise<void> =>
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      for (const prepare of [async () => {}, unfold]) {
        await prepare();
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
      await page.evaluate(AXE);
      const { violations } = await page.evaluate<{ violations: readonly Violation[] }>('axe.run()');
      expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
      const back = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(back).toBe(scheme === 'light' ? 'rgb(246, 246, 243)' : 'rgb(21, 24, 27)');
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    test('without scripts, under its own policy: nothing is complained of, and it reads the same', async () => {
      complaints.length = 0;
      const snapshots: string[] = [];
      for (const width of [390, 1280]) {
        const page = await open(width, 'light', false);
        snapshots.push(await page.locator('body').ariaSnapshot());
        await page.context().close();
      }
      expect(snapshots[0]).toBe(snapshots[1]);
      expect(complaints).toEqual([]);
      await expect(`${snapshots[1]}\n`).toMatchFileSnapshot(
        join(import.meta.dirname, '__snapshots__', `${sample}.aria.yml`),
      );
    });

    test('the keyboard reaches every part that unfolds or scrolls, visibly, and unfolds it', async () => {
      const page = await open(1280, 'light');
      const wanted = await page.locator(STOPS).count();
      expect(wanted).toBeGreaterThan(5);
      const reached = new Set<string>();
      for (let i = 0; i < 2000; i++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate<Focus | undefined>(FOCUS);
        if (!at) break;
        expect(at.visible).toBe(true);
        if (at.number >= 0) reached.add(String(at.number));
        if (at.summary && !at.open) {
          await page.keyboard.press('Enter');
          expect((await page.evaluate<Focus>(FOCUS)).open).toBe(true);
        }
      }
      expect(reached.size).toBe(wanted);
      await page.context().close();
    });

    test('on paper: several pages, folded parts unfolded, in dark ink', async () => {
      const page = await open(1280, 'dark');
      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);
      await page.emulateMedia({ media: 'print' });
      const shown = await page.evaluate(PRINTED);
      expect(shown).toEqual({ ink: 'rgb(0, 0, 0)', folded: 0, nav: 'none' });
      await page.context().close();
    });
  });
});
