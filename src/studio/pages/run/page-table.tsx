import type { JSX } from 'preact';
import { Scroll } from '../../view/scroll.tsx';
import type { RunState } from './state/run-state.ts';

/** The page map in words: a row for pages that follow each other and are alike. */
export function PageTable({ state }: { readonly state: RunState }): JSX.Element {
  const list = state.detail.pageRows.value;
  return (
    <details onToggle={({ currentTarget }) => state.listPages(currentTarget.open)}>
      <summary>As a table</summary>
      {list !== undefined && (
        <Scroll label="Pages, run by run" class="events">
          <table>
            <thead>
              <tr>
                <th scope="col">Address</th>
                <th scope="col">Pages</th>
                <th scope="col">Owner</th>
                <th scope="col">Who may use them</th>
                <th scope="col">Held by</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map(({ index, address, pages, owner, access, held }) => (
                <tr key={index}>
                  <th scope="row">
                    <button type="button" class="link" onClick={() => state.selectPage(index)}>
                      {address}
                    </button>
                  </th>
                  <td>{pages}</td>
                  <td>{owner}</td>
                  <td>{access}</td>
                  <td>{held}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {list.more && <p class="aside">There are more runs of pages than these.</p>}
        </Scroll>
      )}
    </details>
  );
}
