import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { listenToPageKeys } from '../../view/page-keys.ts';
import { Inspector } from './inspector.tsx';
import { RUN_KEYS } from './keys.ts';
import { MachinePanel } from './machine-panel.tsx';
import { MapPanel } from './map-panel.tsx';
import type { RunState } from './state/run-state.ts';
import { TimelinePanel } from './timeline-panel.tsx';

/** A run, wherever it comes from: its machine, timeline, pages, and what is looked at. */
export function RunPanels({ state }: { readonly state: RunState }): JSX.Element {
  useEffect(() => listenToPageKeys(RUN_KEYS, state), [state]);
  const shown = state.shown.value;
  return (
    <>
      <main aria-busy={state.source.busy.value}>
        {shown !== undefined && (
          <>
            <MachinePanel state={state} shown={shown} />
            <TimelinePanel state={state} shown={shown} />
            <MapPanel state={state} shown={shown} />
          </>
        )}
      </main>
      {shown !== undefined && <Inspector state={state} />}
    </>
  );
}
