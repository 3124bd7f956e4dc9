import type { JSX } from 'preact';
import type { PlayedEvent, PlayedStep } from '../model/learn/played-steps.ts';
import { EvidenceView } from './evidence-view.tsx';

/** An example as it was played: who did what, and what came of it. */
export function PlayedSteps({ steps }: { readonly steps: readonly PlayedStep[] }): JSX.Element {
  return (
    <ol class="played">
      {steps.map(({ text, note, outcome, asExpected, events }, index) => (
        <li key={index}>
          {note !== '' && <p class="aside">{note}</p>}
          <p>
            <code>{text}</code> <span class={asExpected ? 'good' : 'bad'}>{outcome}</span>
          </p>
          {events.map((event, at) => (
            <EventLines key={at} event={event} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function EventLines({ event }: { readonly event: PlayedEvent }): JSX.Element {
  const { who, asked, answered, wrong, rule, refused, inTheWay, evidence, changes } = event;
  return (
    <div class="event">
      <p>
        <span class="aside">{who}:</span> {asked}
      </p>
      {answered !== '' && <p class={wrong ? 'bad' : ''}>→ {answered}</p>}
      {refused !== '' && (
        <p>
          <a href={`#/rules/${rule}`}>{refused}</a>
        </p>
      )}
      {inTheWay !== '' && <p>{inTheWay}</p>}
      {evidence !== undefined && <EvidenceView evidence={evidence} />}
      {changes.map((change) => (
        <p key={change} class="aside">
          {change}
        </p>
      ))}
    </div>
  );
}
