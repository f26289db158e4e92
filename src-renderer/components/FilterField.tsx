import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { RefObject } from 'react';

type FilterFieldProps = {
  /** What can be found by it: "Filter by name, user, tag or ID". */
  label: string;
  text: string;
  onChange: (text: string) => void;
  input: RefObject<HTMLInputElement | null>;
  /** From the text down into the list. */
  onArrowDown: () => void;
};

/** The words that a long list is narrowed by. The keys that lead here are the list's. */
export function FilterField({ label, text, onChange, input, onArrowDown }: FilterFieldProps) {
  return (
    <TextInput
      ref={input}
      className="filter-text"
      type="search"
      aria-label={label}
      aria-keyshortcuts="Control+F /"
      placeholder={`${label} (Ctrl+F)`}
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      rightSection={text ? <CloseButton size="sm" aria-label="Clear the text" onClick={() => onChange('')} /> : null}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') {
          event.preventDefault();
          onArrowDown();
        }
        if (event.key === 'Escape' && text !== '') onChange('');
      }}
    />
  );
}
