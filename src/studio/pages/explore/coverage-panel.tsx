import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Coverage, LEVELS } from '../../model/explore/coverage.ts';
import { cellAt, cellKey, coverageLayout } from '../../model/explore/coverage-layout.ts';
import { Canvas } from '../../view/canvas.tsx';
import { drawCoverage } from '../../view/draw-coverage.ts';
import { LevelSwatch } from '../../view/level-swatch.tsx';
import { Walkable } from '../../view/walkable.tsx';
import { CoverageTable } from './coverage-table.tsx';
import { RuleName } from './rule-name.tsx';

interface CoveragePanelProps {
  readonly title: string;
  readonly coverage: Coverage;
  /** What stands beside the title. */
  readonly choice?: ComponentChildren;
}

/** A cell for everything that may be met, by how often it was; what was never met is in sight. */
export function CoveragePanel({ title, coverage, choice }: CoveragePanelProps): JSX.Element {
  const [selected, setSelected] = useState(-1);
  const [width, setWidth] = useState(800);
  const { families, cells, met } = coverage;
  const layout = coverageLayout(families, width);
  const cell = cells[selected];
  return (
    <section aria-labelledby="coverage-title">
      <div class="row">
        <h2 id="coverage-title">{title}</h2>
        <span class="aside">
          {met} of {cells.length} met
        </span>
        <span class="spread" />
        {choice}
      </div>
      <Walkable
        id="coverage"
        label={`${title}. Left and right go from cell to cell, up and down from family to family.`}
        onKey={(key) => {
          const to = cellKey(layout, key, selected, cells.length);
          if (to !== undefined) setSelected(to);
          return to !== undefined;
        }}
      >
        <Canvas
          height={layout.height}
          class="scrolls"
          label={`${title}: ${met} of ${cells.length} were met; the table below has the same`}
          draw={(sheet) => drawCoverage(sheet, { families, cells, layout, selected })}
          onWidth={setWidth}
          onPoint={(x, y) => setSelected(cellAt(layout, x, y))}
        />
      </Walkable>
      <p class="cell" aria-live="polite">
        {cell === undefined ? (
          <span class="aside">Point at a cell to see what it is.</span>
        ) : (
          <>
            <strong>
              <RuleName name={cell.name} />
            </strong>
            : {cell.times === 0 ? 'not met' : `met ${cell.times.toLocaleString('en')} times`}. {cell.what}
          </>
        )}
      </p>
      <ul class="legend">
        {LEVELS.map((name, level) => (
          <li key={name}>
            <LevelSwatch level={level} /> {name}
          </li>
        ))}
      </ul>
      <CoverageTable coverage={coverage} />
    </section>
  );
}
