import type { Constituent } from '../abi/transaction.ts';
import { addressText } from '../memory/pages.ts';
import type { PartitionsAct, ReachedAct, StartAct } from './act.ts';
import { doneUnless, type Result } from './result.ts';
import type { Step } from './scenario.ts';
import { done, type Stage } from './stage.ts';

export function start(stage: Stage, step: Step, act: StartAct): Result {
  const buffers = act.buffers ?? stage.partition(step.by).buffers;
  const mapped = buffers === 'none' ? undefined : buffers;
  return stage.perform(
    step,
    done((ffa) => ffa.start(mapped, act.version ?? stage.partition(step.by).version)),
  );
}

export function unmap(stage: Stage, step: Step): Result {
  return stage.perform(
    step,
    done((ffa) => ffa.stop()),
  );
}

export function release(stage: Stage, step: Step): Result {
  return stage.perform(
    step,
    done((ffa) => ffa.release()),
  );
}

export function partitions(stage: Stage, step: Step, act: PartitionsAct): Result {
  return stage.perform(step, function* (ffa) {
    const found = yield* ffa.partitions(act.uuid);
    const names = found.map(({ endpoint }) => stage.nameOf(endpoint));
    const same = act.names === undefined || names.join() === act.names.join();
    return doneUnless(same ? undefined : `it found ${names.join(', ')}`);
  });
}

/** Compares what each endpoint reaches with what it has to. */
export function reached(stage: Stage, step: Step, { of, finds = {} }: ReachedAct): Result {
  return stage.perform(step, function* (ffa) {
    const list = yield* ffa.reached(of === undefined ? undefined : stage.idOf(of));
    const differing = Object.entries(finds).flatMap(([name, pages]) => {
      const found = runsText(list.filter(({ endpoint }) => endpoint === stage.idOf(name)));
      return found === runsText(pages) ? [] : [`${name} reaches ${found}`];
    });
    return doneUnless(differing.length === 0 ? undefined : differing.join('; '));
  });
}

function runsText(runs: readonly Constituent[]): string {
  return runs.map(({ address, pages }) => `${addressText(address)}+${pages}`).join(', ') || 'nothing';
}
