import { ownerOf, rightsText } from '../memory/page-word.ts';
import { pageOf } from '../memory/pages.ts';
import { ownership } from '../spmc/ownership.ts';
import type { CheckAct } from './act.ts';
import { doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Compares a page with what it has to be. */
export function check(stage: Stage, _: Step, act: CheckAct): Result {
  const { ledger } = stage.board;
  const page = pageOf(act.page);
  const differences: string[] = [];
  if (act.owner !== undefined) {
    const owner = act.owner === '' ? 0 : stage.partyOf(act.owner);
    if (ownerOf(ledger.map.get(page)) !== owner) differences.push(`its owner is ${ownerName(stage, page)}`);
  }
  for (const [name, state] of Object.entries(act.state ?? {})) {
    const found = ownership(ledger, stage.partyOf(name), page);
    if (found !== state) differences.push(`for ${name} it is ${found}`);
  }
  for (const [name, rights] of Object.entries(act.access ?? {})) {
    const found = ledger.rights(stage.partyOf(name), page);
    if (found !== rights) differences.push(`${name} has ${rightsText(found)}`);
  }
  return doneUnless(differences.length === 0 ? undefined : differences.join(', '));
}

function ownerName(stage: Stage, page: number): string {
  const owner = ownerOf(stage.board.ledger.map.get(page));
  return owner === 0 ? 'nobody' : stage.board.witness.partyName(owner);
}
