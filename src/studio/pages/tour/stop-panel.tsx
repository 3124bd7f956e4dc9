import type { JSX } from 'preact';
import type { TourStop } from '../../model/learn/tour/stop.ts';
import { TOUR } from '../../model/learn/tour/tour.ts';
import { KeyList } from '../../view/key-rows.tsx';
import { Marked } from '../../view/marked.tsx';
import { PlayedSteps } from '../../view/played-steps.tsx';
import { Farewell } from './farewell.tsx';
import { TOUR_KEYS } from './keys.ts';
import { addressOf, type TourState } from './state.ts';

interface StopPanelProps {
  readonly state: TourState;
  readonly stop: TourStop;
}

/** A stop: what to know, what to predict, and what happens. */
export function StopPanel({ state, stop }: StopPanelProps): JSX.Element {
  const number = state.stop.value;
  const shown = state.shown.value;
  return (
    <article class="lesson">
      <p class="aside">
        Stop {number + 1} of {TOUR.length}
      </p>
      <h2>{stop.title}</h2>
      {stop.text.map((paragraph) => (
        <p key={paragraph}>
          <Marked text={paragraph} />
        </p>
      ))}
      <Question state={state} stop={stop} />
      <div role="status">{shown && <Outcome state={state} stop={stop} />}</div>
      {shown && number === TOUR.length - 1 && <Farewell />}
      <div class="row actions">
        {number > 0 && (
          <a class="button" href={addressOf(number - 1)}>
            Back
          </a>
        )}
        {!shown && (
          <button type="button" onClick={() => state.show()}>
            Just show me
          </button>
        )}
        {shown && number < TOUR.length - 1 && (
          <a class="button" href={addressOf(number + 1)}>
            Go on
          </a>
        )}
      </div>
      <KeyList keys={TOUR_KEYS} />
    </article>
  );
}

function Question({ state, stop }: StopPanelProps): JSX.Element {
  const { question, choices, right } = stop;
  const shown = state.shown.value;
  return (
    <section aria-labelledby="question">
      <h3 id="question">What do you think? {question}</h3>
      <ol class="choices">
        {choices.map((choice, index) => (
          <li key={choice}>
            <button
              type="button"
              class={shown && index === right ? 'right' : ''}
              aria-pressed={state.chosen.value === index}
              disabled={shown}
              onClick={() => state.choose(index)}
            >
              <span class="count">{index + 1}</span> {choice}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Outcome({ state, stop }: StopPanelProps): JSX.Element {
  const { chosen, view, stop: number } = state;
  const played = view.value?.played[number.value] ?? [];
  return (
    <section aria-label="What happens">
      <p>
        {chosen.value >= 0 && (
          <strong class={chosen.value === stop.right ? 'good' : ''}>
            {chosen.value === stop.right ? 'So it is. ' : 'It comes otherwise. '}
          </strong>
        )}
        <Marked text={stop.because} />
      </p>
      <details open>
        <summary>What was played</summary>
        <PlayedSteps steps={played} />
      </details>
    </section>
  );
}
