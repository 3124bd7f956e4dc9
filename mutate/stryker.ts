import { existsSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { FOLDERS_VARIABLE } from './plan.ts';

/** Rooms that Stryker may change, and the folders whose tests speak of them. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  abi: ['test/abi'],
  rules: ['test/rules', 'test/spmc', 'test/scenario'],
  memory: ['test/memory'],
  spmc: ['test/spmc', 'test/scenario'],
  mediator: ['test/mediator'],
  gunyah: ['test/gunyah'],
};

/** What a test did not notice, or none reached. */
const UNNOTICED: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

export interface StrykerTask {
  readonly room: string;
  /** Below the room; all of its files when it is empty. */
  readonly files: readonly string[];
}

/** Has Stryker change a room, or files of it, and run the room's tests. Returns whether all changes were noticed. */
export async function runStryker({ room, files }: StrykerTask): Promise<boolean> {
  const folders = ROOMS[room];
  if (folders === undefined)
    throw new TypeError(`there is no room ${room}: ${Object.keys(ROOMS).join(', ')}`);
  for (const file of files)
    if (!existsSync(`src/core/${room}/${file}`)) throw new TypeError(`there is no src/core/${room}/${file}`);
  const mutate = (files.length === 0 ? ['**/*.ts'] : files).map((file) => `src/core/${room}/${file}`);
  process.env[FOLDERS_VARIABLE] = folders.join(',');
  const results = await new Stryker({ configFile: 'mutate/stryker.config.json', mutate }).runMutationTest();
  return results.every(({ status }) => !UNNOTICED.has(status));
}
