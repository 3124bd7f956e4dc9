import type { JSX } from 'preact';
import type { RunState } from './state/run-state.ts';

interface StepsProps {
  readonly steps: readonly { readonly event: number; readonly text: string; readonly now?: boolean }[];
  readonly state: RunState;
}

/** What became of something, each step a way to its event. */
export function Steps({ steps, state }: StepsProps): JSX.Element {
  return (
    <ol class="steps">
      {steps.map(({ event, text, now = true }, index) => (
        <li key={index} class={now ? '' : 'later'}>
          <button type="button" class="link" onClick={() => state.goTo(event)}>
            {text}
          </button>
        </li>
      ))}
    </ol>
  );
}
