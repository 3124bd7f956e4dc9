import type { JSX } from 'preact';
import type { FactRow, PieceRow, ReadableView } from '../../model/decoder.ts';
import { Scroll } from '../../view/scroll.tsx';
import type { DecodeState } from './state.ts';

interface LogPanelProps {
  readonly state: DecodeState;
  readonly view: ReadableView;
}

/** More rules than these say little. */
const MOST_RULES = 3;

/** What an input says beside one run of bytes: lines of a log, and all the bytes in it. */
export function LogPanel({ state, view }: LogPanelProps): JSX.Element {
  const { facts, factCount, pieces, pieceCount, unread } = view;
  return (
    <section class="log" aria-label="What was found">
      {facts.length > 0 && (
        <>
          <h2>What the log says</h2>
          <Scroll label="What the log says">
            <ol class="facts">
              {facts.map((fact, index) => (
                <FactItem key={index} fact={fact} />
              ))}
            </ol>
          </Scroll>
          {factCount > facts.length && <p class="aside">and {factCount - facts.length} more lines</p>}
        </>
      )}
      {pieces.length > 0 && (
        <>
          <h2>Bytes in it</h2>
          <Scroll class="pieces" label="Bytes in it">
            {pieces.map((piece) => (
              <PieceButton key={piece.index} piece={piece} state={state} />
            ))}
          </Scroll>
          {pieceCount > pieces.length && <p class="aside">and {pieceCount - pieces.length} more</p>}
        </>
      )}
      {unread.length > 0 && (
        <details>
          <summary>
            {unread.length === 1 ? '1 place was not read' : `${unread.length} places were not read`}
          </summary>
          <ul>
            {unread.map(({ line, text, reason }) => (
              <li key={line}>
                line {line}: {reason} <code>{text.trim().slice(0, 120)}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function FactItem({ fact }: { readonly fact: FactRow }): JSX.Element {
  const { place, words, refused, values, rules, told, remarks } = fact;
  return (
    <li class={refused ? 'refused' : ''}>
      <p>
        <span class="offset">{place}</span> <strong>{words}</strong>
      </p>
      {values !== '' && <p class="aside">{values}</p>}
      {rules.slice(0, MOST_RULES).map(({ id, what, why, fix }) => (
        <details key={id} open={told}>
          <summary>
            {told ? 'broken' : 'usually'} {id}: {what}
          </summary>
          <p>{why}</p>
          <p>{fix}</p>
          <p>
            <a href={`#/rules/${id}`}>More about {id}</a>
          </p>
        </details>
      ))}
      {remarks.map((remark) => (
        <p key={remark} class="aside">
          {remark}
        </p>
      ))}
    </li>
  );
}

function PieceButton({
  piece,
  state,
}: {
  readonly piece: PieceRow;
  readonly state: DecodeState;
}): JSX.Element {
  const { index, title, place, broken, valid } = piece;
  const chosen = index === state.piece.value;
  return (
    <button type="button" aria-pressed={chosen} onClick={() => state.choose(index)}>
      {place !== '' && <span class="offset">{place}</span>} {title}{' '}
      <span class={valid ? 'good' : 'bad'}>
        {valid ? 'valid' : broken === 0 ? 'incomplete' : `${broken} broken`}
      </span>
    </button>
  );
}
