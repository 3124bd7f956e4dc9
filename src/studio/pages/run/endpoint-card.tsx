import type { JSX } from 'preact';
import type { Lane } from '../../model/run/overview.ts';
import type { MailboxView } from '../../model/run/views.ts';
import { laneColour, palette } from '../../view/palette.ts';

interface EndpointCardProps {
  readonly lane: Lane;
  /** Number of the lane, which has a colour. */
  readonly index: number;
  readonly runs: boolean;
  readonly mailbox: MailboxView | undefined;
  readonly onPage: (page: number) => void;
}

/** An endpoint: its colour, where it runs, whether it does, and its mailbox. */
export function EndpointCard({ lane, index, runs, mailbox, onPage }: EndpointCardProps): JSX.Element {
  return (
    <div class={runs ? 'endpoint runs' : 'endpoint'}>
      <p>
        <span class="swatch" style={{ backgroundColor: laneColour(palette(), index) }} />
        <strong>{lane.name}</strong> <span class="aside">{lane.where}</span>
        {runs && <span class="badge">runs</span>}
      </p>
      {mailbox !== undefined && <MailboxList mailbox={mailbox} onPage={onPage} />}
    </div>
  );
}

interface MailboxListProps {
  readonly mailbox: MailboxView;
  readonly onPage: (page: number) => void;
}

function MailboxList({ mailbox, onPage }: MailboxListProps): JSX.Element {
  const { tx, rx, pages, txOwner, rxOwner, txPage, rxPage } = mailbox;
  const buffers = [
    { name: 'TX', address: tx, owner: txOwner, page: txPage },
    { name: 'RX', address: rx, owner: rxOwner, page: rxPage },
  ];
  return (
    <dl class="mailbox">
      {buffers.map(({ name, address, owner, page }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {page < 0 ? (
              <code>{address}</code>
            ) : (
              <button type="button" class="link" onClick={() => onPage(page)}>
                <code>{address}</code>
              </button>
            )}
            {pages > 1 && ` (${pages} pages)`} <span class="aside">of {owner} now</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
