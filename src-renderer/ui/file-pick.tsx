// A hidden file input behind a button.
import { useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';

export function FilePick({
  label,
  accept,
  onFile,
}: {
  readonly label: string;
  readonly accept?: string;
  readonly onFile: (file: File) => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div>
      <Button tone="outlined" onPress={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onFile(file);
          event.target.value = '';
        }}
      />
    </div>
  );
}
