import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { AnnotatedField } from '../../core/abi/annotation.ts';
import { remarkOf } from '../../core/decode/field-groups.ts';
import { fieldAt } from '../model/field-at.ts';
import type { Evidence } from '../model/learn/evidence.ts';
import { meets, rangeText } from '../model/range.ts';
import { HexView } from './hex-view.tsx';
import { RegisterTable } from './register-table.tsx';

/** What a refused call carried: the bytes or the registers, with what the rule points at marked. */
export function EvidenceView({ evidence }: { readonly evidence: Evidence }): JSX.Element {
  return evidence.kind === 'bytes' ? <Bytes evidence={evidence} /> : <RegisterTable rows={evidence.rows} />;
}

interface BytesProps {
  readonly evidence: Extract<Evidence, { kind: 'bytes' }>;
}

function Bytes({ evidence }: BytesProps): JSX.Element {
  const { title, bytes, marks, parts } = evidence;
  const [cursor, setCursor] = useState(marks[0]?.offset ?? 0);
  const [hovered, setHovered] = useState<number>();
  const name = useId();
  const at = hovered ?? cursor;
  const field = fieldAt(parts, at);
  return (
    <figure class="evidence">
      <figcaption class="aside">{title}</figcaption>
      <HexView
        name={name}
        bytes={bytes}
        marks={marks}
        selected={fieldAt(parts, cursor) ?? { offset: cursor, length: 1 }}
        hovered={hovered === undefined ? undefined : field}
        cursor={cursor}
        onHover={setHovered}
        onSelect={setCursor}
      />
      <FieldLine field={field} broken={marks.some((mark) => meets(mark, field))} />
    </figure>
  );
}

function FieldLine({
  field,
  broken,
}: {
  readonly field: AnnotatedField | undefined;
  readonly broken: boolean;
}): JSX.Element {
  if (field === undefined) return <p class="aside">No field</p>;
  const remark = remarkOf(field);
  return (
    <p class="field-line">
      <span class="offset">{rangeText(field)}</span> <strong class={broken ? 'bad' : ''}>{field.path}</strong>{' '}
      <code>{field.value}</code> {remark !== '' && <span class="remark">{remark}</span>}{' '}
      <span class="aside">{field.about}</span>
    </p>
  );
}
