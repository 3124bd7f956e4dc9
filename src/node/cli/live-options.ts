import { Option } from 'commander';
import type { Recorded } from './boot-record.ts';
import type { LiveStudio } from './live-studio.ts';

/** Whether a run is watched in the studio. */
export interface LiveOptions {
  readonly studio?: true;
  readonly open?: true;
}

export const STUDIO: Option = new Option('--studio', 'show it in the studio while it goes on');
export const OPEN: Option = new Option('--open', 'the same, and open it in the browser').implies({
  studio: true,
});

/** The studio of a run, where it was asked for. Throws a CommandError. */
export async function liveStudio(
  { studio }: LiveOptions,
  recorded: Recorded,
): Promise<LiveStudio | undefined> {
  if (studio === undefined) return undefined;
  const { LiveStudio } = await import('./live-studio.ts');
  return LiveStudio.start(recorded);
}
