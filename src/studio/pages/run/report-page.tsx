import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { ReportFacts } from '../../../core/timeline/report-facts.ts';
import { KeyList } from '../../view/key-rows.tsx';
import { startReportWorker } from '../../worker/start-report-worker.ts';
import { RUN_KEYS } from './keys.ts';
import { RunPanels } from './run-panels.tsx';
import { saveRecording } from './save-recording.ts';
import { RunState } from './state/run-state.ts';

interface ReportPageProps {
  readonly facts: ReportFacts;
  /** Packed with gzip. */
  readonly recording: Blob;
}

/** One run, which is all that there is: what it came to stands above, in the file itself, and links here. */
export function ReportPage({ facts, recording }: ReportPageProps): JSX.Element {
  const { name, machine, opensAt } = facts;
  const state = useMemo(() => new RunState(startReportWorker), []);
  useEffect(() => {
    state.openReport({ file: recording, machine }, namedEvent() ?? opensAt);
    const follow = (): void => {
      const event = namedEvent();
      if (event !== undefined) state.goTo(event - 1);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [state, recording, machine, opensAt]);
  const { status, mistakes } = state.source;
  return (
    <>
      <section class="tools row" aria-label="Tools">
        <button type="button" onClick={() => void saveRecording(recording, name)}>
          Save the recording
        </button>
        <KeyList keys={RUN_KEYS} />
        <p role="status">
          {status.value}
          {mistakes.value.map(({ what }) => `Nothing can be shown: ${what}.`)}
        </p>
      </section>
      <div class="page run">
        <RunPanels state={state} />
      </div>
    </>
  );
}

/** The number of the event that a link names, as in #event-17. */
function namedEvent(): number | undefined {
  const [, digits] = /^#event-(\d{1,9})$/.exec(location.hash) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
