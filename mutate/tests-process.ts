import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Event, PLAN_VARIABLE, type Plan } from './plan.ts';

/** A test that says nothing for so long does not end. Long, for the machine may be busy. */
const SILENCE_SECONDS = 180;

/** How a process of tests came to its end. */
export interface Ended {
  readonly end: 'finished' | 'hung' | 'crashed';
  /** Whether all files could be loaded and all tests passed, as they have to: mutants are tried within. */
  readonly ok: boolean;
  /** Where it says what it printed. */
  readonly log: string;
}

/** Lines that were added to the file of events since the last look; a line that is not whole yet waits. */
function* newEvents(file: string): Generator<readonly Event[], never, void> {
  for (let seen = 0; ; ) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.slice(seen, Math.max(seen, end)).split('\n');
    seen = Math.max(seen, end);
    yield lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Event);
  }
}

/** Runs the tests of a plan in a process of their own, tells each event, and ends the process when it hangs. */
export function runTests(
  plan: Omit<Plan, 'events'>,
  folder: string,
  hear: (event: Event) => void,
): Promise<Ended> {
  const events = join(folder, 'events.ndjson');
  const log = join(folder, 'log.txt');
  const file = join(folder, 'plan.json');
  writeFileSync(events, '');
  writeFileSync(file, JSON.stringify({ ...plan, events } satisfies Plan));
  const output = openSync(log, 'w');
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'mutate/worker/vitest.config.ts', '--reporter=dot'],
    { env: { ...process.env, [PLAN_VARIABLE]: file, NO_COLOR: '1' }, stdio: ['ignore', output, output] },
  );
  const lines = newEvents(events);
  return new Promise((resolve, reject) => {
    let quiet = 0;
    let finished = 0;
    const look = () => {
      const news = lines.next().value;
      quiet = news.length === 0 ? quiet + 1 : 0;
      for (const event of news) {
        if (event.event === 'done') finished++;
        hear(event);
      }
    };
    const timer = setInterval(() => {
      look();
      if (quiet === SILENCE_SECONDS) child.kill('SIGKILL');
    }, 1000);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(timer);
      look();
      closeSync(output);
      const end = quiet >= SILENCE_SECONDS ? 'hung' : finished === plan.tests.length ? 'finished' : 'crashed';
      resolve({ end, ok: code === 0, log });
    });
  });
}
