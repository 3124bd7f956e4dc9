import type { JSX } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { listenToPageKeys } from '../../view/page-keys.ts';
import { useAddress } from '../../view/use-address.ts';
import { decodeAddresses } from './arrivals.ts';
import { BytesPanel } from './bytes-panel.tsx';
import { ComparePanel } from './compare-panel.tsx';
import { CopyPanel } from './copy-panel.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { InputPanel } from './input-panel.tsx';
import { DECODE_KEYS } from './keys.ts';
import { LogPanel } from './log-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { DecodeState } from './state.ts';
import { VerdictBar } from './verdict-bar.tsx';
import { Welcome } from './welcome.tsx';

/** One box that takes anything, and beside it what that is, what is wrong with it and how to mend it. */
export function DecodePage(): JSX.Element {
  const state = useMemo(() => new DecodeState(), []);
  useAddress(useMemo(() => decodeAddresses(state), [state]));
  useLayoutEffect(() => listenToPageKeys(DECODE_KEYS, state), [state]);
  const view = state.view.value;
  const { shown } = state;
  return (
    <div class="page">
      <InputPanel state={state} />
      <main aria-busy={state.busy.value}>
        <VerdictBar state={state} />
        {view === undefined && !state.busy.value && state.trouble.value === '' && <Welcome state={state} />}
        {view?.ok && (view.pieces.length > 0 || view.facts.length > 0 || view.unread.length > 0) && (
          <LogPanel state={state} view={view} />
        )}
        {shown !== undefined && (
          <>
            <BytesPanel state={state} shown={shown} />
            <ProfilePanel state={state} shown={shown} />
            {shown.columns.length > 0 && <ComparePanel state={state} shown={shown} />}
            <CopyPanel shown={shown} />
          </>
        )}
      </main>
      <HelpDialog />
    </div>
  );
}
