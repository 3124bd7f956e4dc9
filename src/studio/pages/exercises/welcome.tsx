import type { JSX } from 'preact';
import { EXERCISES } from '../../model/learn/exercises.ts';
import { addressOf } from './state.ts';

/** What this page is, for those who have not picked an exercise yet. */
export function Welcome(): JSX.Element {
  const [first] = EXERCISES;
  return (
    <section class="lesson">
      <h2>{EXERCISES.length} broken things to mend</h2>
      <p>
        Each exercise is a descriptor or a few steps that a partition manager refuses, as drivers have really
        sent them. You are told what was meant. Find out why it is refused, mend it, and have it checked: the
        manager plays what you wrote, in this page, and looks whether what was meant has come about. Every way
        that leads there counts.
      </p>
      <p>
        New to FF-A? <a href="#/tour">The tour</a> shows step by step how memory is shared. Of what a rule
        says there is a <a href="#/rules">page for each</a>, and <a href="#/decode">Decode</a> takes any bytes
        apart.
      </p>
      {first !== undefined && (
        <p>
          <a class="button" href={addressOf(first.name)}>
            Begin with the first
          </a>
        </p>
      )}
    </section>
  );
}
