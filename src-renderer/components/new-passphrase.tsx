import { PasswordInput } from '@mantine/core';
import { shortestPassphrase } from '@shared/keyring-standing';
import { useState } from 'react';

type Words = { label: string; again: string; description: string };

const usualWords: Words = {
  label: 'New passphrase',
  again: 'The same once more',
  description: `At least ${shortestPassphrase} characters. Several words are easier to remember than signs.`,
};

/** A new passphrase, typed twice. What is wrong is said once somebody wants to go on. */
export function useNewPassphrase({ label, again, description }: Words = usualWords) {
  const [value, setValue] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isTooShort = value.length < shortestPassphrase;
  const isAnother = value !== repeated;
  const fields = (
    <>
      <PasswordInput
        label={label}
        name="passphrase"
        description={description}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the passphrase' }}
        value={value}
        error={isChecked && isTooShort ? `At least ${shortestPassphrase} characters.` : undefined}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <PasswordInput
        label={again}
        name="repeated"
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the repeated passphrase' }}
        value={repeated}
        error={isChecked && isAnother ? 'The two are not the same.' : undefined}
        onChange={(event) => setRepeated(event.currentTarget.value)}
      />
    </>
  );
  /** The name of the field that is wrong; nothing, when both are right. */
  const check = (): 'passphrase' | 'repeated' | undefined => {
    setChecked(true);
    return isTooShort ? 'passphrase' : isAnother ? 'repeated' : undefined;
  };
  return { value, fields, check };
}
