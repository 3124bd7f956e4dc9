import type { JSX } from 'preact';
import type { Words } from '../../model/explore/words.ts';
import { FileButton } from '../../view/file-button.tsx';
import { fileDrop } from '../../view/file-drop.ts';
import { KeyList } from '../../view/key-rows.tsx';
import { MistakeList } from '../../view/mistake-list.tsx';
import { CampaignForm } from './campaign-form.tsx';
import { EXPLORE_KEYS } from './keys.ts';
import type { ExploreState, Kind } from './state.ts';
import { WorldForm } from './world-form.tsx';

const KINDS: readonly { readonly kind: Kind; readonly name: string }[] = [
  { kind: 'walks', name: 'Walks' },
  { kind: 'worlds', name: 'Small worlds' },
];

interface PlanPanelProps {
  readonly state: ExploreState;
  readonly words: Words | undefined;
}

/** What is to be explored, or opened. */
export function PlanPanel({ state, words }: PlanPanelProps): JSX.Element {
  const kind = state.kind.value;
  return (
    <aside class="input" aria-label="What is explored" {...fileDrop((file) => state.open(file))}>
      <fieldset class="kinds">
        <legend class="unseen">What is explored</legend>
        {KINDS.map(({ kind: each, name }) => (
          <button
            key={each}
            type="button"
            aria-pressed={kind === each}
            onClick={() => {
              state.kind.value = each;
            }}
          >
            {name}
          </button>
        ))}
      </fieldset>
      {words !== undefined &&
        (kind === 'walks' ? (
          <CampaignForm state={state.campaign} words={words} />
        ) : (
          <WorldForm state={state.world} words={words} />
        ))}
      <div class="row">
        <FileButton text="Open a report" onFile={(file) => state.open(file)} />
        <span class="aside">of explore --json, or results.jsonl</span>
      </div>
      {state.trouble.value !== '' && (
        <p class="bad" role="alert">
          {state.trouble.value}
        </p>
      )}
      <Mistakes state={state} />
      <KeyList keys={EXPLORE_KEYS} />
    </aside>
  );
}

function Mistakes({ state }: { readonly state: ExploreState }): JSX.Element | null {
  const mistakes = state.mistakes.value;
  if (mistakes.length === 0) return null;
  return (
    <div role="alert">
      <p class="bad">{state.file.value} cannot be shown:</p>
      <MistakeList mistakes={mistakes} />
    </div>
  );
}
