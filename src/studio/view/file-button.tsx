import type { JSX } from 'preact';

interface FileButtonProps {
  readonly text: string;
  readonly onFile: (file: File) => void;
}

/** Has the user choose a file. The same may be chosen twice: it may have changed. */
export function FileButton({ text, onFile }: FileButtonProps): JSX.Element {
  return (
    <label class="button">
      {text}
      <input
        type="file"
        class="unseen"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) onFile(file);
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
