/** The page's end of a run that goes on: what it keeps, hands over, tells and asks. The host is played. */

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gapLine } from '../../src/core/decode/recording-gap.ts';
import { FROM_NOW, type HostMessage, hostText } from '../../src/core/live/wire.ts';
import { runScenario } from '../../src/core/scenario/runner.ts';
import { runHeader, traceJson } from '../../src/node/cli/run-json.ts';
import { readMachine } from '../../src/node/machine/read-machine.ts';
import { overviewOf } from '../../src/studio/model/run/follow-overview.ts';
import { GrowingOverview } from '../../src/studio/model/run/growing-overview.ts';
import { RecordingReader } from '../../src/studio/model/run/read-recording.ts';
import { type LiveSocket, LiveSource } from '../../src/studio/worker/live-source.ts';
import type { RunReply } from '../../src/studio/worker/run-protocol.ts';
import { timelineIn } from '../timeline/support.ts';

const THREE = 'machines/three-worlds.yaml';

/** The header of a recording, and its other lines. */
async function recorded(): Promise<{ readonly header: Record<string, unknown>; readonly lines: string[] }> {
  const reading = await readMachine(readFileSync(THREE, 'utf8'), THREE);
  if (!reading.ok) throw new Error(`${THREE} cannot be read`);
  const lines: string[] = [];
  runScenario(reading.scenario, (event) => {
    if (event.kind === 'trace') lines.push(JSON.stringify(traceJson(event.event)));
  });
  return { header: { ...runHeader(reading.scenario), guest: 'a play' }, lines };
}

const { header, lines } = await recorded();

/** The other end of a connection. */
class Host extends EventTarget {
  readonly heard: unknown[] = [];

  send(text: string): void {
    this.heard.push(JSON.parse(text));
  }

  close(): void {
    this.dispatchEvent(new Event('close'));
  }

  say(message: HostMessage, ...behind: readonly string[]): void {
    this.dispatchEvent(new MessageEvent('message', { data: hostText(message, behind) }));
  }
}

/** A source whose hosts are played, and what it tells the page. */
class Stage {
  readonly hosts: Host[] = [];
  readonly told: RunReply[] = [];
  readonly source: LiveSource;

  /** `most`: events that the source has room for. */
  constructor(most?: number) {
    this.source = new LiveSource(
      () => {
        const host = new Host();
        this.hosts.push(host);
        return host as unknown as LiveSocket;
      },
      (reply) => this.told.push(structuredClone(reply)),
      most,
    );
  }

  get host(): Host {
    return this.hosts.at(-1)!;
  }

  /** What the page knows of the run beside its events. */
  get status() {
    return this.told.findLast((reply) => reply.kind === 'live')?.status;
  }

  /** Connects, and waits until the source asks for events. */
  async begin(): Promise<void> {
    this.source.connect();
    await this.welcome();
  }

  async welcome(takesFaults = true): Promise<void> {
    this.host.say({ kind: 'run', header, takesFaults, faults: ['FFA_RUN=BUSY'] });
    await vi.waitFor(() => expect(this.host.heard).toEqual([expect.objectContaining({ kind: 'follow' })]));
  }

  /** How many times the page was handed something, and which. */
  get handed(): readonly string[] {
    return this.told.map(({ kind }) => kind).filter((kind) => kind === 'run' || kind === 'grew');
  }
}

describe('a run that is followed', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is handed over part by part, when the page asks, and is the whole in the end', async () => {
    const stage = new Stage();
    await stage.begin();
    expect(stage.handed).toEqual(['run']);

    stage.host.say({ kind: 'events', from: 0 }, ...lines.slice(0, 10));
    stage.host.say({ kind: 'events', from: 10 }, ...lines.slice(10, 20));
    expect(stage.handed).toEqual(['run']);
    stage.source.more();
    expect(stage.handed).toEqual(['run', 'grew']);
    stage.source.more();
    expect(stage.handed).toEqual(['run', 'grew']);
    stage.host.say({ kind: 'events', from: 20 }, ...lines.slice(20));
    expect(stage.handed).toEqual(['run', 'grew', 'grew']);

    const [first, ...growths] = stage.told.filter(({ kind }) => kind === 'run' || kind === 'grew');
    const overview = new GrowingOverview((first as Extract<RunReply, { kind: 'run' }>).overview);
    const runs = growths.map((reply) => reply.kind === 'grew' && overview.add(reply.growth));
    expect(runs.at(-1)).toEqual(overviewOf(await timelineIn(THREE)));
    expect(stage.source.answers?.event(3)?.who).toBe('call 4, notary');
  });

  test('is kept while the page wants nothing, which hears how much there is', async () => {
    const stage = new Stage();
    await stage.begin();
    stage.source.more();
    stage.source.hold();

    stage.host.say({ kind: 'events', from: 0 }, ...lines);
    vi.advanceTimersByTime(1000);

    expect(stage.handed).toEqual(['run']);
    expect(stage.status).toMatchObject({ state: 'live', about: 'a play', events: lines.length });
  });

  test('says where events are missing, and so does what is saved', async () => {
    const stage = new Stage();
    await stage.begin();

    stage.host.say({ kind: 'events', from: 0 }, ...lines.slice(0, 5));
    stage.host.say({ kind: 'events', from: 12_005 }, ...lines.slice(5, 8));
    vi.advanceTimersByTime(1000);

    expect(stage.status?.gaps).toEqual([{ before: 5, events: 12_000 }]);
    const saved = await stage.source.file.text();
    expect(saved.split('\n')).toEqual([
      JSON.stringify(header),
      ...lines.slice(0, 5),
      gapLine(12_000),
      ...lines.slice(5, 8),
      '',
    ]);
    const reader = new RecordingReader();
    reader.take(saved);
    expect(reader.notes).toEqual(['Line 7: 12000 events are missing here.']);
  });

  test('is tried again when the connection breaks, and goes on where it was', async () => {
    const stage = new Stage();
    await stage.begin();
    stage.host.say({ kind: 'events', from: 0 }, ...lines.slice(0, 5));

    stage.host.close();
    expect(stage.status).toMatchObject({ state: 'lost', why: expect.stringContaining('tried again') });
    vi.advanceTimersByTime(1000);
    await stage.welcome();

    expect(stage.hosts.length).toBe(2);
    expect(stage.host.heard).toEqual([{ kind: 'follow', from: 5 }]);
    expect(stage.status).toMatchObject({ state: 'live', why: '', events: 5, gaps: [] });
  });

  test('is given up in the end, until the user wants it tried', async () => {
    const stage = new Stage();
    stage.source.connect();

    for (const wait of [1000, 2000, 4000, 8000, 16_000]) {
      stage.host.close();
      vi.advanceTimersByTime(wait);
    }
    stage.host.close();
    vi.advanceTimersByTime(100_000);

    expect(stage.hosts.length).toBe(6);
    expect(stage.status).toMatchObject({ state: 'lost', why: expect.stringContaining('has ended') });
    stage.source.connect();
    await stage.welcome();
    expect(stage.status?.state).toBe('live');
  });

  test('that is over is not tried again', async () => {
    const stage = new Stage();
    await stage.begin();

    stage.host.say({ kind: 'ended', how: 'It was enough.' });
    stage.host.close();
    vi.advanceTimersByTime(100_000);

    expect(stage.hosts.length).toBe(1);
    expect(stage.status).toMatchObject({ state: 'ended', why: 'It was enough.', faults: undefined });
  });

  test('that has filled its page says what can be done, and begins anew with what comes', async () => {
    const stage = new Stage(10);
    await stage.begin();
    stage.host.say({ kind: 'events', from: 0 }, ...lines.slice(0, 10));
    expect(stage.status).toMatchObject({ state: 'full', events: 10 });
    expect(stage.status?.why).toMatch(/^This page is full: it has room for 10 events\..* begin anew /);
    vi.advanceTimersByTime(100_000);
    expect(stage.hosts.length).toBe(1);

    stage.source.beginAnew();
    await stage.welcome();
    expect(stage.host.heard).toEqual([{ kind: 'follow', from: FROM_NOW }]);
    stage.source.more();
    stage.host.say({ kind: 'events', from: 25 }, ...lines.slice(25, 28));
    vi.advanceTimersByTime(1000);

    expect(stage.handed).toEqual(['run', 'run', 'grew']);
    expect(stage.status).toMatchObject({ state: 'live', events: 3, gaps: [{ before: 0, events: 25 }] });
    expect((await stage.source.file.text()).split('\n')).toEqual([
      ...[JSON.stringify(header), gapLine(25)],
      ...[...lines.slice(25, 28), ''],
    ]);
  });

  test('keeps what has come until it can begin anew, and begins so whenever that is', async () => {
    const stage = new Stage();
    await stage.begin();
    stage.host.say({ kind: 'events', from: 0 }, ...lines.slice(0, 5));

    stage.source.beginAnew();
    const [first] = stage.hosts;
    first!.say({ kind: 'events', from: 5 }, ...lines.slice(5, 8));
    stage.host.close();
    expect(stage.status).toMatchObject({ state: 'lost', events: 5 });
    vi.advanceTimersByTime(1000);
    await stage.welcome();
    expect(stage.status).toMatchObject({ state: 'live', events: 0 });
    // Nothing has come yet: it still begins with what comes.
    stage.host.close();
    vi.advanceTimersByTime(1000);
    await stage.welcome();

    expect(stage.hosts.length).toBe(4);
    expect(stage.host.heard).toEqual([{ kind: 'follow', from: FROM_NOW }]);
  });

  test('takes faults, and says what becomes of them', async () => {
    const stage = new Stage();
    await stage.begin();
    expect(stage.status?.faults).toEqual(['FFA_RUN=BUSY']);

    stage.source.inject(['FFA_RUN=DENIED']);
    expect(stage.host.heard.at(-1)).toEqual({ kind: 'inject', rules: ['FFA_RUN=DENIED'] });
    stage.host.say({ kind: 'refused', rule: 'live/fault', why: 'Not so.', place: [0, 3] });
    expect(stage.status).toMatchObject({ faults: ['FFA_RUN=BUSY'], refused: 'Not so.' });
    stage.host.say({ kind: 'faults', rules: ['FFA_RUN=DENIED'] });
    expect(stage.status).toMatchObject({ faults: ['FFA_RUN=DENIED'], refused: '' });
  });

  test.each(['', '[]', '{"kind":"weather"}', '{"kind":"events","from":"now"}\n{}', 'x\ny'])(
    'passes over what it does not know: %j',
    async (text) => {
      const stage = new Stage();
      await stage.begin();
      const before = stage.status;

      stage.host.dispatchEvent(new MessageEvent('message', { data: text }));
      stage.host.dispatchEvent(new MessageEvent('message', { data: new ArrayBuffer(3) }));
      stage.host.say({ kind: 'events', from: 0 }, 'no event', lines[0]!);
      vi.advanceTimersByTime(1000);

      expect(stage.status).toEqual({ ...before, events: 1 });
    },
  );
});
