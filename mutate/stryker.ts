import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { instrument, type Variation } from './instrument.ts';
import type { Mutant } from './mutant.ts';

/** Rooms that Stryker may change, and the folders whose tests speak of them. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  abi: ['test/abi'],
  rules: ['test/spmc', 'test/rules', 'test/scenario'],
  memory: ['test/memory'],
  spmc: ['test/spmc', 'test/scenario'],
  mediator: ['test/mediator'],
  gunyah: ['test/gunyah'],
};

/** A text that is longer is cut in the middle, where it names a mutant. */
const LONGEST_NAME = 80;

export interface StrykerTask {
  readonly room: string;
  /** Below the room; all of its files when it is empty. */
  readonly files: readonly string[];
}

function shortly(text: string): string {
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME - 20)} … ${text.slice(-17)}`;
}

/** What makes each of a list of names the only one of its kind: those that are there already get a number. */
function numbered(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function nameOf({ from, to }: Variation): string {
  return `${shortly(from)} → ${shortly(to)}`;
}

async function changesOf(room: string, name: string): Promise<readonly Mutant[]> {
  const file = `src/core/${room}/${name}`;
  const { variations } = await instrument(file, readFileSync(file, 'utf8'));
  const names = numbered(variations.map(nameOf));
  return variations.map(({ subject, what }, index) => ({
    id: `${room}/${name}: ${names[index]}`,
    what,
    change: { kind: 'stryker', file, subject },
  }));
}

/** The folders whose tests are run with changes of a room. Throws a TypeError where there is no such room. */
export function foldersOf(room: string): readonly string[] {
  const folders = ROOMS[room];
  if (folders === undefined)
    throw new TypeError(`there is no room ${room}: ${Object.keys(ROOMS).join(', ')}`);
  return folders;
}

/** Every change that Stryker makes to a room, or to files of it. Throws a TypeError for what is not there. */
export async function strykerMutants({ room, files }: StrykerTask): Promise<readonly Mutant[]> {
  foldersOf(room);
  for (const file of files)
    if (!existsSync(`src/core/${room}/${file}`)) throw new TypeError(`there is no src/core/${room}/${file}`);
  const inRoom = readdirSync(`src/core/${room}`, { recursive: true, encoding: 'utf8' });
  const names = files.length > 0 ? files : inRoom.filter((name) => name.endsWith('.ts')).sort();
  return (await Promise.all(names.map((name) => changesOf(room, name)))).flat();
}
