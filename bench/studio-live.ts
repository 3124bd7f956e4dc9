import type { Browser } from 'playwright-core';
import { LiveRun } from '#node/studio/live-run.js';
import { serveStudio } from '#node/studio/static-server.js';
import { recordingLines } from './studio-recording.ts';

const CALLS_A_SECOND = 20_000;
const SECONDS = 10;
const CALLS = CALLS_A_SECOND * SECONDS;
/** So often calls are made. */
const TICK_MS = 10;
/** Registers of a call, as machines tell them. */
const REGISTERS = 18;

/** What a page made of a machine that makes 20,000 calls a second. Times in milliseconds. */
export interface LiveFigures {
  readonly calls: number;
  readonly seconds: number;
  readonly megabytes: number;
  /** How far its frames were apart. */
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  /** From the last call to the picture that has it. */
  readonly behind: number;
  readonly missed: number;
}

/** Has a page watch a run, and makes calls for it at a steady pace. */
export async function watchLive(browser: Browser, folder: string): Promise<LiveFigures> {
  const [header = '', ...lines] = recordingLines(CALLS);
  const whole = lines.map(withAllRegisters);
  const run = new LiveRun(JSON.parse(header));
  const served = await serveStudio({ folder, port: 0, live: run });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    page.setDefaultTimeout(120_000);
    await page.goto(served.address);
    await page.getByText('Live.', { exact: true }).waitFor();
    await page.evaluate(`
      window.times = [];
      let last = performance.now();
      const tick = () => { const now = performance.now(); window.times.push(now - last); last = now; requestAnimationFrame(tick); };
      requestAnimationFrame(tick);
    `);
    const started = performance.now();
    await makeCalls(run, whole, started);
    const made = performance.now();
    await page.locator('.slider output', { hasText: `of ${CALLS}` }).waitFor();
    const behind = performance.now() - made;
    const times = (await page.evaluate<number[]>('window.times')).sort((left, right) => left - right);
    const gaps = await page.locator('.mistakes').allInnerTexts();
    await page.close();
    return {
      calls: CALLS,
      seconds: (made - started) / 1000,
      megabytes: whole.reduce((sum, line) => sum + line.length, 0) / 1e6,
      median: times[times.length >> 1] ?? 0,
      p95: times[Math.floor(times.length * 0.95)] ?? 0,
      longest: times.at(-1) ?? 0,
      behind,
      missed: gaps.length,
    };
  } finally {
    served.close();
  }
}

/** Makes as many calls at each tick as are due by then. */
async function makeCalls(run: LiveRun, lines: readonly string[], started: number): Promise<void> {
  for (let made = 0; made < lines.length; ) {
    const due = Math.min(lines.length, ((performance.now() - started) / 1000) * CALLS_A_SECOND);
    for (; made < due; made++) run.put(lines[made] ?? '');
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

function withAllRegisters(line: string): string {
  const { in: asked, out, ...call } = JSON.parse(line) as { readonly in: string[]; readonly out: string[] };
  const filled = (registers: readonly string[]) =>
    Array.from({ length: REGISTERS }, (_, at) => registers[at] ?? '0x0');
  return JSON.stringify({ kind: 'call', ...call, in: filled(asked), out: filled(out) });
}
