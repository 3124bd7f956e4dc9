/** The built studio in Debian's Chromium, as `the-browser.ts` has started it. */

import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { type ServedInput, type ServedStudio, serveStudio } from '../../src/node/studio/static-server.ts';

const STUDIO = fileURLToPath(new URL('../../dist/studio', import.meta.url));
/** A busy machine is no reason to fail. */
const PATIENCE_MS = 60_000;

const endpoint = inject('browserEndpoint');
/** Whether there is a browser. */
export const HAS_BROWSER: boolean = endpoint !== undefined;

/** A page that was opened, and what went wrong in it. */
export interface Opened {
  readonly page: Page;
  /** Errors of scripts, and what the browser complains about. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for. */
  readonly requests: readonly string[];
}

/** A studio for the tests of a file: served once, in the browser that all files share; pages are closed after each test. */
export class TestStudio {
  #served: ServedStudio | undefined;
  #browser: Browser | undefined;

  /** `input` is the file that it was started with. */
  constructor(input?: ServedInput) {
    beforeAll(async () => {
      this.#served = await serveStudio({ folder: STUDIO, port: 0, input });
      this.#browser = await chromium.connect(endpoint!);
    });
    afterEach(async () => {
      await Promise.all(this.#browser?.contexts().map((context) => context.close()) ?? []);
    });
    afterAll(async () => {
      await this.#browser?.close();
      this.#served?.close();
    });
  }

  /** Where the studio is served. */
  get address(): string {
    return this.#served!.address;
  }

  /** Opens an address, the start of the studio unless another is given, in a profile that knows nothing yet. */
  async open(address: string = this.address, options: BrowserContextOptions = {}): Promise<Opened> {
    const context = await this.#browser!.newContext({ viewport: { width: 1280, height: 720 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(address);
    // A page without its program is what a report is to a browser without JavaScript.
    await page.locator('main, .summary').first().waitFor({ state: 'attached' });
    return { page, complaints, requests };
  }
}

/** Pastes a text into the box, and waits for what comes of it. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox').fill(text);
  await page.locator('.headline, .facts').first().waitFor();
}

/** What axe-core has against a page, each with the elements that it is about. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly axe.Result[]>('axe.run().then(({ violations }) => violations)');
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
