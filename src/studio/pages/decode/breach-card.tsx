import type { JSX } from 'preact';
import { bytesText } from '../../../core/abi/hex.ts';
import type { BreachView } from '../../model/piece-view.ts';
import { rangeText } from '../../model/range.ts';
import type { DecodeState } from './state.ts';

interface BreachCardProps {
  readonly state: DecodeState;
  readonly breach: BreachView;
}

/** A broken rule: what stands there, what must hold and why, what to do, and the smallest change that does it. */
export function BreachCard({ state, breach }: BreachCardProps): JSX.Element {
  const { rule, status, found, mend } = breach;
  return (
    <div class="breach">
      <p>
        <button type="button" class="link" onClick={() => state.select(breach)}>
          {rangeText(breach)}
        </button>{' '}
        <a href={`#/rules/${rule.id}`}>{rule.id}</a>, {status}
      </p>
      <dl>
        <dt>found</dt>
        <dd>{found}</dd>
        <dt>rule</dt>
        <dd>{rule.what}</dd>
        <dt>why</dt>
        <dd>{rule.why}</dd>
        <dt>fix</dt>
        <dd>{rule.fix}</dd>
      </dl>
      {mend !== undefined && (
        <p class="mend">
          <button type="button" class="primary" onClick={() => state.mend(mend)}>
            Fix it
          </button>{' '}
          {rangeText({ offset: mend.offset, length: mend.before.length })}:{' '}
          <del>{bytesText(mend.before)}</del> becomes <ins>{bytesText(mend.after)}</ins>
        </p>
      )}
    </div>
  );
}
