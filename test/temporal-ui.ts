import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Scene } from './scenes.ts';

const SIZE = { width: 1180, height: 860 };
const SHOWN_WITHIN_MS = 60_000;

/** A real Chromium, with its own profile, to look at the Temporal UI. */
export class TemporalUi {
  readonly #context: BrowserContext;
  readonly #profile: string;
  readonly #url: string;

  private constructor(context: BrowserContext, profile: string, url: string) {
    this.#context = context;
    this.#profile = profile;
    this.#url = url;
  }

  static async open(url: string): Promise<TemporalUi> {
    const profile = await mkdtemp(path.join(tmpdir(), 'kiln-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: '/usr/bin/chromium',
      headless: true,
      viewport: SIZE,
      timezoneId: 'UTC',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new TemporalUi(context, profile, url);
  }

  /** Opens a page and waits until all words of the scene are visible. Throws with the missing ones. */
  async look(scene: Scene): Promise<Page> {
    const page = await this.#context.newPage();
    await this.#open(page, scene);
    // The visible text, including frames that show Markdown: hidden text does not count.
    const seen = async () => {
      const texts = page.frames().map(async (frame) => {
        const body = frame.locator('body');
        // biome-ignore lint/performance/useDomNodeTextContent: see above
        return body.innerText({ timeout: 5_000 }).catch(() => '');
      });
      return (await Promise.all(texts)).join('\n');
    };
    const missing = async () => {
      const text = await seen();
      return scene.words.filter((word) => !text.includes(word));
    };
    const until = Date.now() + SHOWN_WITHIN_MS;
    for (let words = await missing(); words.length > 0; words = await missing()) {
      if (Date.now() > until) {
        throw new Error(
          `${scene.name}: the page does not say ${JSON.stringify(words)}, but:\n${await seen()}`,
        );
      }
      await page.waitForTimeout(250);
    }
    return page;
  }

  /** Opens the page and its tab, and reloads it if the UI failed to load, as a person would. */
  async #open(page: Page, { path: place, tab }: Scene): Promise<void> {
    const until = Date.now() + 2 * SHOWN_WITHIN_MS;
    for (;;) {
      try {
        await page.goto(`${this.#url}/namespaces/default/${place}`, { timeout: 30_000 });
        if (tab !== undefined) await page.getByRole('tab', { name: tab }).click({ timeout: 20_000 });
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#profile, { recursive: true, force: true });
  }
}
