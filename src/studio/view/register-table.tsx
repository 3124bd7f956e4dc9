import type { JSX } from 'preact';
import type { RegisterRow } from '../model/register-rows.ts';

interface RegisterTableProps {
  readonly rows: readonly (RegisterRow & { readonly marked?: boolean })[];
  readonly title?: string;
}

/** Registers, what is in them and what that is called; those that a rule points at are marked. */
export function RegisterTable({ rows, title }: RegisterTableProps): JSX.Element {
  return (
    <table class="registers">
      {title !== undefined && <caption>{title}</caption>}
      <tbody>
        {rows.map(({ register, value, about, marked = false }) => (
          <tr key={register} class={marked ? 'broken' : ''}>
            <th scope="row">{register}</th>
            <td>
              <code>{value}</code>
            </td>
            <td>{about}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
