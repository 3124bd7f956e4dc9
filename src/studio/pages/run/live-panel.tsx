import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { KeyList } from '../../view/key-rows.tsx';
import { listenToPageKeys } from '../../view/page-keys.ts';
import type { LiveStatus } from '../../worker/live-status.ts';
import { FaultsPart } from './faults-part.tsx';
import { LIVE_KEYS, RUN_KEYS } from './keys.ts';
import type { RunState } from './state/run-state.ts';

interface LivePanelProps {
  readonly state: RunState;
  readonly status: LiveStatus;
}

/** A run that goes on elsewhere: how it is, and what can be done with it. */
export function LivePanel({ state, status }: LivePanelProps): JSX.Element {
  const { live, count } = state;
  const { about, events } = status;
  const paused = live.paused.value;
  const follows = live.follows.value;
  useEffect(() => listenToPageKeys(LIVE_KEYS, state), [state]);
  return (
    <aside class="input" aria-label="Live run">
      <h2>{about === '' ? 'A live run' : `Live: ${about}`}</h2>
      <p role="status">{stateText(status, paused)}</p>
      <p class="aside">
        {counted(events, 'event')}
        {events > count && `, ${(events - count).toLocaleString('en')} of them not shown yet`}
      </p>
      <Gaps state={state} status={status} />
      <div class="row">
        <button type="button" class="primary" onClick={() => live.pause(!paused)}>
          {paused ? 'Go on' : 'Pause'}
        </button>
        <button type="button" aria-pressed={follows} onClick={() => state.followEnd()}>
          Follow the end
        </button>
        <button type="button" onClick={() => live.save()}>
          Save as recording
        </button>
        {status.state !== 'ended' && (
          <button
            type="button"
            class={status.state === 'full' ? 'primary' : undefined}
            title="Forgets what came, and shows what comes from now on (b)"
            onClick={() => live.beginAnew()}
          >
            Begin anew
          </button>
        )}
        {status.state === 'lost' && (
          <button type="button" onClick={() => live.connect()}>
            Connect again
          </button>
        )}
      </div>
      <FaultsPart live={live} status={status} />
      <KeyList keys={[...RUN_KEYS, ...LIVE_KEYS]} />
      <p>
        <a href="#/run">Play a machine file</a>
      </p>
    </aside>
  );
}

function stateText({ state, why }: LiveStatus, paused: boolean): string {
  switch (state) {
    case 'connecting':
      return 'Connecting.';
    case 'live':
      return paused ? 'Paused. The view stands still, and events are kept.' : 'Live.';
    case 'ended':
      return `The run is over. ${why}`;
    case 'lost':
    case 'full':
      return why;
  }
}

const MOST_GAPS = 5;

/** Where events are missing. */
function Gaps({ state, status: { gaps } }: LivePanelProps): JSX.Element | null {
  if (gaps.length === 0) return null;
  const more = gaps.length - MOST_GAPS;
  return (
    <>
      <ul class="mistakes">
        {gaps.slice(-MOST_GAPS).map(({ before, events }) => (
          <li key={before}>
            missed {counted(events, 'event')}{' '}
            <button type="button" class="link" onClick={() => state.goTo(before)}>
              here
            </button>
          </li>
        ))}
        {more > 0 && <li>and {counted(more, 'gap')} before</li>}
      </ul>
      <p class="aside">Behind a gap, pages and transactions may be otherwise than they look.</p>
    </>
  );
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
