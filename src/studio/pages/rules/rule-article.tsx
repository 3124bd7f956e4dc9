import type { JSX } from 'preact';
import type { Difference, RuleView } from '../../model/learn/rule-view.ts';
import { PlayedSteps } from '../../view/played-steps.tsx';
import { Scroll } from '../../view/scroll.tsx';
import { addressOf } from './state.ts';

/** All that there is to say about a rule, and both its examples. */
export function RuleArticle({ view }: { readonly view: RuleView }): JSX.Element {
  const { id, answer, what, why, fix, source, optional, broken, kept, differences, related } = view;
  return (
    <article class="rule">
      <h2>
        {id} <span class="badge">{answer}</span>
      </h2>
      <dl class="facts-of">
        <dt>Must</dt>
        <dd>{what}</dd>
        <dt>Why</dt>
        <dd>{why}</dd>
        <dt>Fix</dt>
        <dd>{fix}</dd>
        <dt>Source</dt>
        <dd>{source}</dd>
      </dl>
      {optional && <p class="aside">Only managers that ask for it have this rule.</p>}
      <div class="plays">
        <section aria-labelledby="broken-title">
          <h3 id="broken-title">Broken</h3>
          <PlayedSteps steps={broken} />
        </section>
        <section aria-labelledby="kept-title">
          <h3 id="kept-title">Kept</h3>
          <PlayedSteps steps={kept} />
        </section>
      </div>
      {differences.length > 0 && <Differences differences={differences} />}
      {related.length > 0 && (
        <section aria-labelledby="related-title">
          <h3 id="related-title">Related rules</h3>
          <ul class="rule-list">
            {related.map((rule) => (
              <li key={rule.id}>
                <a href={addressOf(rule.id)}>{rule.id}</a>
                <span>{rule.what}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}

function Differences({ differences }: { readonly differences: readonly Difference[] }): JSX.Element {
  return (
    <section>
      <h3>Managers that differ</h3>
      <Scroll label="Managers that differ">
        <table class="profiles">
          <thead>
            <tr>
              <th scope="col">Manager</th>
              <th scope="col">What it does</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ profile, about, instead, source }) => (
              <tr key={profile}>
                <th scope="row" title={about}>
                  {profile}
                </th>
                <td>{instead}</td>
                <td>{source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
