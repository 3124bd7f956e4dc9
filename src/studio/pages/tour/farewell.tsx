import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { EXERCISES } from '../../model/learn/exercises.ts';
import { TOUR_FILE } from '../../model/learn/tour/tour.ts';
import { runHashOf } from '../../model/run/run-link.ts';

/** Where to go from the last stop. */
export function Farewell(): JSX.Element {
  const [run, setRun] = useState('#/run');
  useEffect(() => {
    void runHashOf({ text: TOUR_FILE }).then((hash) => hash !== undefined && setRun(hash));
  }, []);
  return (
    <section class="farewell" aria-labelledby="farewell">
      <h3 id="farewell">And now?</h3>
      <ul>
        <li>
          <a href={run}>Open this machine in Run</a>, with its timeline and every register, and change what
          happens on it.
        </li>
        <li>
          <a href="#/exercises">Mend something that is broken</a>: {EXERCISES.length} descriptors and
          scenarios, which the manager checks.
        </li>
        <li>
          <a href="#/rules">Read the rules</a>: a page for every way in which it can go wrong.
        </li>
      </ul>
    </section>
  );
}
