import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useAddress } from '../../view/use-address.ts';
import { startRunWorker } from '../../worker/start-run-worker.ts';
import { runAddresses } from './arrivals.ts';
import { LivePanel } from './live-panel.tsx';
import { RunPanels } from './run-panels.tsx';
import { SourcePanel } from './source-panel.tsx';
import { RunState } from './state/run-state.ts';

/** A run of a machine: who did what, who holds every page, and why something was refused, at any moment. */
export function RunPage(): JSX.Element {
  const state = useMemo(() => new RunState(startRunWorker, '#/rules/'), []);
  useAddress(useMemo(() => runAddresses(state), [state]));
  const status = state.live.status.value;
  return (
    <div class="page run">
      {status === undefined ? (
        <SourcePanel editor={state.editor} link={() => state.link()} />
      ) : (
        <LivePanel state={state} status={status} />
      )}
      <RunPanels state={state} />
    </div>
  );
}
