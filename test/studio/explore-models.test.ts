/** What the explore page shows, without a page. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { BatchResult } from '../../src/core/explore/campaign/batch.ts';
import { identityOf } from '../../src/core/explore/campaign/campaign.ts';
import { provingGrounds } from '../../src/core/explore/ground.ts';
import { FFA_PARTS } from '../../src/core/explore/model/model.ts';
import { worldNamed } from '../../src/core/explore/worlds/registry.ts';
import { type Met, Search } from '../../src/core/explore/worlds/search.ts';
import { commandFor } from '../../src/studio/model/explore/command.ts';
import { coverageOf, GRANTED, levelOf } from '../../src/studio/model/explore/coverage.ts';
import {
  CELL,
  cellAt,
  cellKey,
  cellPlace,
  coverageLayout,
} from '../../src/studio/model/explore/coverage-layout.ts';
import type { Plan } from '../../src/studio/model/explore/plan.ts';
import type { CampaignView, WorldView } from '../../src/studio/model/explore/views.ts';
import { wordsOf } from '../../src/studio/model/explore/words.ts';
import type { CampaignNews } from '../../src/studio/worker/explore-protocol.ts';
import { plannedCampaign } from '../../src/studio/worker/planned-campaign.ts';
import { readExploration } from '../../src/studio/worker/read-exploration.ts';
import { searchWorld } from '../../src/studio/worker/search-world.ts';
import { takeCampaign } from '../../src/studio/worker/take-campaign.ts';
import { plantedBatch, plantedReport, plantedResults, withDefect } from './planted.ts';

const PLAN: Plan = {
  ...{ seed: 3, calls: 300, faults: true, model: true, profile: '' },
  machine: { of: 'grounds', name: 'all' },
};
const word = (name: string) => ({ name, what: `${name}.` });

describe('what was met', () => {
  const WORDS = ['send/a', 'send/b', 'FFA_MEM_SHARE', 'reclaim/c'].map(word);

  it('stands in families, and so does what was not', () => {
    const { families, met, cells } = coverageOf(WORDS, { 'send/b': 12, FFA_MEM_SHARE: 1, 'no/such': 5 });

    expect(families.map(({ name, met: of, cells: { length } }) => [name, of, length])).toEqual([
      ['send', 1, 2],
      [GRANTED, 1, 1],
      ['reclaim', 0, 1],
    ]);
    expect(met).toBe(2);
    expect(cells.map(({ times }) => times)).toEqual([0, 12, 1, 0]);
  });

  it('is nothing of what objects have by themselves', () => {
    expect(coverageOf([word('constructor')], {}).met).toBe(0);
  });

  it.each([
    [0, 0],
    [1, 1],
    [9, 1],
    [10, 2],
    [999, 3],
    [1000, 4],
    [1e9, 4],
  ])('%i times has level %i', (times, level) => {
    expect(levelOf(times)).toBe(level);
  });
});

test('what has a name with an area is a rule, which has a page', () => {
  const { parts, rules } = wordsOf();
  const named = new Set(rules.map(({ name }) => name));

  expect(parts.filter(({ name }) => name.includes('/') && !named.has(name))).toEqual([]);
});

describe('the map of it', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 10 });
  const width = fc.integer({ min: 150, max: 2000 });
  const familiesOf = (counts: readonly number[]) =>
    counts.map((length) => ({ cells: Array.from({ length }, () => ({ ...word('x'), times: 0 })) }));

  test('has every cell once, and finds it where it is', () => {
    fc.assert(
      fc.property(sizes, width, (counts, wide) => {
        const layout = coverageLayout(familiesOf(counts), wide);
        const all = counts.reduce((sum, size) => sum + size, 0);
        const taken = new Set<string>();
        for (let cell = 0; cell < all; cell++) {
          const { x, y } = cellPlace(layout, cell)!;
          taken.add(`${x},${y}`);
          expect(cellAt(layout, x + CELL / 2, y + CELL / 2)).toBe(cell);
          expect(x + CELL).toBeLessThanOrEqual(wide);
          expect(y + CELL).toBeLessThanOrEqual(layout.height);
        }
        expect(taken.size).toBe(all);
        expect(cellPlace(layout, all)).toBeUndefined();
      }),
    );
  });

  test('has two columns where there is room', () => {
    const families = familiesOf([20, 20, 20, 20]);

    expect(new Set(coverageLayout(families, 700).places.map(({ x }) => x)).size).toBe(1);
    expect(new Set(coverageLayout(families, 900).places.map(({ x }) => x)).size).toBe(2);
  });

  test.each([
    ['ArrowRight', 3, 4],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 3],
    ['ArrowUp', 4, 0],
    ['Home', 4, 0],
    ['End', 0, 8],
    ['ArrowRight', 8, 8],
    ['ArrowRight', -1, 0],
  ])('%s goes from cell %i to %i', (key, from, to) => {
    expect(cellKey(coverageLayout(familiesOf([3, 2, 4]), 400), key, from, 9)).toBe(to);
  });
});

describe('a plan', () => {
  const named = (name: string) => ({ of: 'grounds', name }) as const;
  const file = (name: string, text: string) => ({ of: 'file', name, text }) as const;

  test('is the campaign that the command takes', async () => {
    const planned = await plannedCampaign(PLAN);

    expect(planned.ok && identityOf(planned.campaign)).toBe(
      identityOf({ seed: 3, calls: 300, faults: true, model: true, machines: provingGrounds() }),
    );
    expect(commandFor(PLAN)).toBe('tantalum explore --seed 3 --calls 300 --faults');
    expect(commandFor({ ...PLAN, faults: false, model: false, profile: 'hafnium' })).toBe(
      'tantalum explore --seed 3 --calls 300 --profile hafnium --no-model',
    );
    expect(commandFor({ ...PLAN, machine: named('cramped') })).toBeUndefined();
    expect(commandFor({ ...PLAN, machine: file("it's mine.yaml", '') })).toBe(
      "tantalum explore --machine 'it'\\''s mine.yaml' --seed 3 --calls 300 --faults",
    );
  });

  test('leaves the specification aside where a profile departs from it', async () => {
    expect(await plannedCampaign({ ...PLAN, profile: 'hafnium' })).toMatchObject({
      aside: 'profile hafnium departs from it',
      campaign: { model: false },
    });
  });

  const taken = async (machine: Plan['machine']): Promise<readonly CampaignNews[]> => {
    const told: CampaignNews[] = [];
    await takeCampaign({ ...PLAN, machine, model: false }, 0, (reply) => told.push(reply));
    return told;
  };
  const ofRepository = (name: string) => file(name, readFileSync(`machines/${name}`, 'utf8'));

  test.each(wordsOf().grounds.map(({ name }) => name))('on %s is taken batch by batch', async (ground) => {
    const told = await taken(named(ground));

    expect(told.map(({ kind }) => kind)).toEqual(['begun', 'walked', 'batch', 'end']);
    expect(told[2]).toMatchObject({ walks: 1, calls: 300, found: [] });
  });

  test('is taken on the machine of a file', async () => {
    const told = await taken(ofRepository('three-worlds.yaml'));

    expect(told.map(({ kind }) => kind)).toEqual(['begun', 'walked', 'batch', 'end']);
    expect(told[2]).toMatchObject({ walks: 1, calls: 300, found: [] });
  });

  test('is not taken on a machine where nobody can call anybody', async () => {
    expect(await taken(ofRepository('gunyah.yaml'))).toEqual([
      { kind: 'none', why: 'This machine cannot be explored: it has no two partitions.' },
    ]);
  });

  test('is not taken on a file that is none', async () => {
    const [mistake] = [
      { line: 1, column: 13, what: 'partitions is 7', expected: 'a map of partitions by name' },
    ];

    expect(await taken(file('mine.yaml', 'partitions: 7'))).toEqual([
      { kind: 'mistakes', mistakes: expect.arrayContaining([mistake]) },
    ]);
  });

  test('goes on from any batch', async () => {
    const told: CampaignNews[] = [];

    await takeCampaign({ ...PLAN, calls: 20_010, model: false }, 1, (reply) => told.push(reply));

    expect(told[2]).toMatchObject({ walks: 1, calls: 10 });
  });
});

/** What a search meets of a world. */
function closed(name: string): Met {
  const search = new Search(worldNamed(name)!.make());
  expect(search.advance(10_000)).toBe('closed');
  return search.met;
}

describe('a small world', () => {
  const explore = (name: string): readonly WorldView[] => {
    const told: WorldView[] = [];
    searchWorld(name, (view) => told.push(view));
    return told;
  };

  test('is closed when all states of all depths were gone on from', () => {
    const last = explore('loans-small').at(-1)!;

    const { states, edges, depth } = closed('loans-small');
    expect(last).toMatchObject({ stage: 'closed', states, edges, depth, left: 0 });
    expect(last.levels?.map((level) => level.depth)).toEqual(
      Array.from({ length: depth + 1 }, (_, at) => at),
    );
    expect(last.levels?.every((level) => level.states === level.done)).toBe(true);
    expect(last.levels?.reduce((sum, level) => sum + level.states, 0)).toBe(states);
    expect(last.levels?.[0]?.states).toBe(1);
  });

  test('is left at what does not hold, with its scenario', () => {
    const last = withDefect(() => explore('loans-small')).at(-1)!;

    expect(last).toMatchObject({ stage: 'broken', found: { file: 'found-loans-small.yaml' } });
    expect(last.found?.after).toMatch(/^after \d deeds, and in no fewer$/);
    expect(last.found?.scenario).toContain('FFA_MEM_LEND');
    const { states, left } = last;
    expect(last.levels?.reduce((sum, { done }) => sum + done, 0)).toBe(states - left);
  });
});

describe('a file that is opened', () => {
  let batch: BatchResult;
  beforeAll(() => {
    batch = plantedBatch();
  });
  const read = (text: string) => readExploration(text);

  test('as a report and as a folder shows the same campaign', () => {
    const [report, folder] = [read(plantedReport(batch)), read(plantedResults(batch))];

    expect(report).toEqual(folder);
    const { view } = report as { readonly view: CampaignView };
    expect(view).toMatchObject({ seed: 5, wanted: 1000, walks: 1, calls: batch.calls });
    expect(view.parts).toEqual(FFA_PARTS);
    expect(view.met).toEqual(batch.met);
    expect(view.found[0]).toMatchObject({ where: 'walk 0', file: 'found-5-0.yaml' });
    expect(view.found[0]?.scenario).toContain('FFA_MEM_LEND');
  });

  test('may be of a folder whose campaign has not ended, or was killed while it wrote', () => {
    const cut = `${plantedResults()}{"batch":0,"wal`;

    expect(read(cut)).toMatchObject({
      of: 'campaign',
      view: { wanted: 1000, walks: 0, calls: 0, found: [] },
    });
  });

  test('may be of a small world', () => {
    const world = {
      ...{ world: 'loans-small', closed: true, states: 604, edges: 22_728, calls: 2, depth: 14, left: 0 },
      ...{ bytes: 5, seconds: 1.5, rules: { 'send/held': 3 } },
    };

    expect(read(JSON.stringify(world))).toMatchObject({
      of: 'world',
      view: { name: 'loans-small', stage: 'closed', levels: undefined, rules: { 'send/held': 3 } },
    });
    const found = { invariant: 'x', problem: 'y', deeds: 4, file: 'found.yaml' };
    expect(read(JSON.stringify({ ...world, closed: false, found }))).toMatchObject({
      view: { stage: 'broken', found: { after: 'after 4 deeds, and in no fewer', scenario: undefined } },
    });
  });

  test.each<[string, () => string, number, RegExp]>([
    ['nothing', () => '', 1, /campaign is missing/],
    ['a word', () => 'hello', 1, /the file is "?hello/],
    ['half a report', () => plantedReport(batch).slice(0, 300), 1, /this is no YAML/],
    ['a machine file', () => 'about: x\nmemory: {}\n', 1, /unknown key|missing/],
    [
      'a report of calls below none',
      () => plantedReport(batch).replace('"calls":', '\n"calls":-'),
      2,
      /calls is -1000/,
    ],
    [
      'a report with more than it has to have',
      () => plantedReport(batch).replace('{', '{\n"eval":"x",\n'),
      2,
      /unknown key eval/,
    ],
    ['lists in lists', () => '['.repeat(20_000), 1, /./],
    [
      'results of another program',
      () => plantedResults(batch).replace('exploration 2', 'exploration 9'),
      1,
      /no campaign/,
    ],
    [
      'results of a profile that there is not',
      () => plantedResults(batch).replace('\\"name\\":\\"spec\\"', '\\"name\\":\\"mine\\"'),
      1,
      /the campaign cannot be read: machines\.0\.profile/,
    ],
    [
      'results with a line that is none',
      () => `${plantedResults(batch)}{"other":1}\n`,
      3,
      /no result of a campaign/,
    ],
    ['results with a batch twice', () => plantedResults(batch, batch), 3, /batch 0 is there twice/],
    ['results with a batch beyond the end', () => plantedResults({ ...batch, batch: 7 }), 2, /no batch 7/],
  ])('and is %s is told of by its line', (_, text, line, what) => {
    const reading = read(text());

    expect(reading).toMatchObject({ of: 'mistakes' });
    const [mistake] = (reading as { readonly mistakes: readonly { line: number; what: string }[] }).mistakes;
    expect(mistake?.what).toMatch(what);
    expect(mistake?.line).toBe(line);
  });
});
