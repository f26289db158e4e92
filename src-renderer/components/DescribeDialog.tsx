import { Button, Modal, TextInput } from '@mantine/core';
import { contract } from '@shared/contract';
import type { Credential } from '@shared/credential';
import { type FormEvent, useState } from 'react';
import { useCall } from '../main-process';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { fieldAdvice, tagsIn } from './new-credential-form';

type DescribeDialogProps = {
  credential: Credential;
  opened: boolean;
  /** Tags that other credentials have. */
  knownTags: readonly string[];
  onClose: () => void;
};

/** Name and tags: the operator's own words, which mean nothing to Zoom. */
export function DescribeDialog({ opened, onClose, ...rest }: DescribeDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Name and tags" size={460}>
      {opened ? <DescribeForm onClose={onClose} {...rest} /> : null}
    </Modal>
  );
}

function DescribeForm({ credential, knownTags, onClose }: Omit<DescribeDialogProps, 'opened'>) {
  const describe = useCall('describeCredential');
  const [name, setName] = useState(credential.name);
  const [tagText, setTagText] = useState(credential.tags.join(', '));
  const [hasTried, setTried] = useState(false);
  const tags = tagsIn(tagText);
  const parsed = contract.describeCredential.input.safeParse({ credentialId: credential.id, name, tags });
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path[0]));
  const errorOf = (field: 'name' | 'tags', text: string) =>
    hasTried && wrong.has(field) ? fieldAdvice(field, text) : undefined;
  const offered = knownTags.filter((tag) => !tags.includes(tag));

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!parsed.success) return;
    const outcome = await describe.run(parsed.data);
    if (outcome?.ok) onClose();
  }

  return (
    <form className="dialog-body" noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        label="Name"
        data-autofocus
        value={name}
        error={errorOf('name', name)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Tags"
        description="Words of your own to group and filter by, separated by commas."
        value={tagText}
        error={errorOf('tags', tagText)}
        onChange={(event) => setTagText(event.currentTarget.value)}
      />
      {offered.length > 0 ? (
        <div className="buttons">
          <span className="dim small">Used elsewhere:</span>
          {offered.slice(0, 12).map((tag) => (
            <Button
              key={tag}
              size="compact-xs"
              variant="default"
              aria-label={`Add the tag ${tag}`}
              onClick={() => setTagText([...tags, tag].join(', '))}
            >
              {tag}
            </Button>
          ))}
        </div>
      ) : null}
      {describe.failure ? <FailureNote failure={describe.failure} actions={{}} isNews /> : null}
      <div className="buttons dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <BusyButton type="submit" isBusy={describe.isBusy}>
          Save
        </BusyButton>
      </div>
    </form>
  );
}
