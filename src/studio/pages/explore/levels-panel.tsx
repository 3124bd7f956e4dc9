import type { JSX } from 'preact';
import type { Level } from '../../model/explore/levels.ts';
import { Canvas } from '../../view/canvas.tsx';
import { drawLevels } from '../../view/draw-levels.ts';
import { Scroll } from '../../view/scroll.tsx';

const HEIGHT = 190;

/** How many states there are at each depth, and how many of them were gone on from. */
export function LevelsPanel({ levels }: { readonly levels: readonly Level[] }): JSX.Element {
  return (
    <section aria-labelledby="levels-title">
      <div class="row">
        <h2 id="levels-title">States by depth</h2>
        <span class="aside">filled: all that can be done there was done</span>
      </div>
      <Canvas
        height={HEIGHT}
        class="scrolls"
        label={`States at ${levels.length} depths; the table below has the same`}
        draw={(sheet) => drawLevels(sheet, levels)}
      />
      <details>
        <summary>As a table</summary>
        <Scroll label="How many states each depth has" class="tally">
          <table>
            <thead>
              <tr>
                <th scope="col">Depth</th>
                <th scope="col">States</th>
                <th scope="col">Gone on from</th>
              </tr>
            </thead>
            <tbody>
              {levels.map(({ depth, states, done }) => (
                <tr key={depth}>
                  <th scope="row">{depth}</th>
                  <td>{states.toLocaleString('en')}</td>
                  <td>{done.toLocaleString('en')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </section>
  );
}
