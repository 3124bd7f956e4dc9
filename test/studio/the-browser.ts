/**
 * Starts Chromium once for the tests of all pages. Where there is none they are left out, but not where CI runs them: there it is an error.
 */

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser listens; `undefined` where there is none. */
    browserEndpoint: string | undefined;
  }
}

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Provides the browser to the tests. */
export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { CI, CHROMIUM } = process.env;
  const program = [CHROMIUM ?? '', ...PLACES].find((place) => existsSync(place));
  if (program === undefined) {
    if (CI === 'true')
      throw new Error(
        'Chromium is not there. Install it (Debian: apt-get install chromium), say where it is with CHROMIUM, or leave its tests out with CI=false.',
      );
    console.log(
      'Left out: the pages of the studio, for Chromium is not installed (Debian: apt-get install chromium).',
    );
    provide('browserEndpoint', undefined);
    return undefined;
  }
  // Chromium refuses a sandbox to root, as whom containers run.
  const server = await chromium.launchServer({ executablePath: program, args: ['--no-sandbox'] });
  provide('browserEndpoint', server.wsEndpoint());
  return () => server.close();
}
