import type { JSX } from 'preact';
import { EndpointCard } from './endpoint-card.tsx';
import type { RunState } from './state/run-state.ts';
import type { Shown } from './state/shown.ts';

interface MachinePanelProps {
  readonly state: RunState;
  readonly shown: Shown;
}

/** Who is there, in which world, whose mailboxes are whose, and who has the processor. The colours are those of lanes and pages. */
export function MachinePanel({ state, shown }: MachinePanelProps): JSX.Element {
  const { run, about, notes } = shown;
  const moment = state.moment.value;
  const mailboxes = state.detail.mailboxes.value;
  const next = run.slices.next[moment] ?? -1;
  const running = moment < 0 ? -1 : next >= 0 ? next : (run.lane[moment] ?? -1);
  const worlds = [
    {
      name: 'Normal world',
      lanes: run.lanes.filter(({ where }) => where.startsWith('NS') || where.startsWith('VM')),
    },
    { name: 'Secure world', lanes: run.lanes.filter(({ where }) => where.startsWith('S-')) },
    { name: 'World unknown', lanes: run.lanes.filter(({ where }) => where === '') },
  ].filter(({ lanes }) => lanes.length > 0);
  return (
    <section aria-label="Machine">
      {about !== '' && (
        <p class="aside about" title={about}>
          {about}
        </p>
      )}
      {notes.slice(0, 5).map((note) => (
        <p key={note} class="aside">
          {note}
        </p>
      ))}
      <div class="worlds">
        {worlds.map(({ name, lanes }) => (
          <div key={name} class="world">
            <h2>{name}</h2>
            {lanes.map((lane) => {
              const index = run.lanes.indexOf(lane);
              return (
                <EndpointCard
                  key={lane.name}
                  lane={lane}
                  index={index}
                  runs={index === running}
                  mailbox={mailboxes.find((mailbox) => mailbox.lane === index)}
                  onPage={(page) => state.selectPage(page)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </section>
  );
}
