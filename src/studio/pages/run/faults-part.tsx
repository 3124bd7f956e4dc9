import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LiveStatus } from '../../worker/live-status.ts';
import type { LiveState } from './state/live-state.ts';

interface FaultsPartProps {
  readonly live: LiveState;
  readonly status: LiveStatus;
}

/** The calls that go wrong before the manager sees them: those that are set, and one more. */
export function FaultsPart({ live, status: { faults, refused } }: FaultsPartProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const mistake = live.mistake.value;
  useEffect(() => {
    if (mistake === undefined) return;
    input.current?.focus();
    input.current?.setSelectionRange(mistake.at, live.fault.value.length);
  }, [mistake, live]);
  if (faults === undefined) return <p class="aside">Faults cannot be set on it.</p>;
  return (
    <section aria-labelledby="faults-title">
      <h2 id="faults-title">Faults</h2>
      <ul class="faults" aria-label="Faults that are set">
        {faults.map((fault, index) => (
          <li key={index}>
            <code>{fault}</code>{' '}
            <button
              type="button"
              class="link"
              aria-label={`Remove ${fault}`}
              onClick={() => live.removeFault(index)}
            >
              remove
            </button>
          </li>
        ))}
      </ul>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          live.addFault();
        }}
      >
        <label class="box">
          <span>Calls that go wrong from now on</span>
          <input
            ref={input}
            type="text"
            spellcheck={false}
            autocomplete="off"
            placeholder="FFA_MEM_RECLAIM=DENIED*3"
            value={live.fault.value}
            aria-invalid={mistake !== undefined}
            aria-describedby="fault-trouble"
            onInput={({ currentTarget }) => {
              live.fault.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit">Set</button>
      </form>
      <p id="fault-trouble" role="alert" class="bad">
        {mistake === undefined ? refused : `At character ${mistake.at + 1} it needs ${mistake.expected}.`}
      </p>
      <p class="aside">
        FUNCTION#N=STATUS*COUNT, or =interrupt/70ms, as --inject has it. All count anew when one is set or
        removed.
      </p>
    </section>
  );
}
