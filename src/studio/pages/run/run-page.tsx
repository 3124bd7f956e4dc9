import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { openRunAddress } from './arrivals.ts';
import { Inspector } from './inspector.tsx';
import { listenToRunKeys } from './keys.ts';
import { MachinePanel } from './machine-panel.tsx';
import { MapPanel } from './map-panel.tsx';
import { SourcePanel } from './source-panel.tsx';
import { RunState } from './state.ts';
import { TimelinePanel } from './timeline-panel.tsx';

/** A run of a machine: who did what, who holds every page, and why something was refused, at any moment. */
export function RunPage(): JSX.Element {
  const state = useMemo(() => new RunState(), []);
  useEffect(() => {
    const arrive = (): void => void openRunAddress(state);
    arrive();
    addEventListener('hashchange', arrive);
    return () => removeEventListener('hashchange', arrive);
  }, [state]);
  useEffect(() => listenToRunKeys(state), [state]);
  const shown = state.shown.value;
  return (
    <div class="page run">
      <SourcePanel state={state} />
      <main aria-busy={state.busy.value}>
        {shown !== undefined && (
          <>
            <MachinePanel state={state} shown={shown} />
            <TimelinePanel state={state} shown={shown} />
            <MapPanel state={state} shown={shown} />
          </>
        )}
      </main>
      {shown !== undefined && <Inspector state={state} />}
    </div>
  );
}
