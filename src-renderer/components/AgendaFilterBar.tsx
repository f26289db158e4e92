import './CredentialFilterBar.css';
import './AgendaFilterBar.css';
import { NativeSelect } from '@mantine/core';
import { type AgendaFilter, isNarrowed, whoCanStart, wholeAgenda } from '@shared/agenda';
import { type Credential, CredentialId } from '@shared/credential';
import type { Meeting } from '@shared/meeting';
import { IconBroadcast, IconPlayerPlay } from '@tabler/icons-react';
import { type RefObject, useMemo } from 'react';
import { listedCredentials } from '../screens/credential-list';
import { FilterField } from './FilterField';
import { FilterSummary } from './FilterSummary';

type AgendaFilterBarProps = {
  meetings: readonly Meeting[];
  credentials: readonly Credential[];
  shownCount: number;
  filter: AgendaFilter;
  onChange: (filter: AgendaFilter) => void;
  textInput: RefObject<HTMLInputElement | null>;
  /** From the text down into the list. */
  onArrowDown: () => void;
};

/** Narrows the agenda by words, by credential, or to what runs or can be started. Each choice says how many there are. */
export function AgendaFilterBar({
  meetings,
  credentials,
  shownCount,
  filter,
  onChange,
  textInput,
  onArrowDown,
}: AgendaFilterBarProps) {
  const counts = useMemo(() => countsIn(meetings, credentials), [meetings, credentials]);

  function change(wish: { only: AgendaFilter['only'] } | { credentialId: CredentialId | undefined }) {
    const { only, credentialId } = { ...filter, ...wish };
    onChange({ text: filter.text, ...(only ? { only } : {}), ...(credentialId ? { credentialId } : {}) });
  }

  return (
    <search className="filter-bar agenda-filter" aria-label="Filter meetings">
      <FilterField
        label="Filter by topic, number or host"
        text={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
        input={textInput}
        onArrowDown={onArrowDown}
      />
      <NativeSelect
        aria-label="Credential"
        value={filter.credentialId ?? ''}
        onChange={(event) => change({ credentialId: CredentialId.safeParse(event.currentTarget.value).data })}
        data={[
          { value: '', label: 'Any credential' },
          ...counts.credentials.map(({ id, name, count }) => ({ value: id, label: `${name} (${count})` })),
        ]}
      />
      <div className="filter-states">
        {(['running', 'startable'] as const).map((only) => (
          <button
            key={only}
            type="button"
            className="filter-state numbers"
            aria-pressed={filter.only === only}
            onClick={() => change({ only: filter.only === only ? undefined : only })}
          >
            {only === 'running' ? (
              <IconBroadcast size={14} stroke={2} aria-hidden />
            ) : (
              <IconPlayerPlay size={14} stroke={2} aria-hidden />
            )}
            {only === 'running' ? 'Running' : 'Can be started here'} {counts[only]}
          </button>
        ))}
        <FilterSummary
          isNarrowed={isNarrowed(filter)}
          shownCount={shownCount}
          allCount={meetings.length}
          onShowAll={() => {
            onChange(wholeAgenda);
            textInput.current?.focus();
          }}
        />
      </div>
    </search>
  );
}

function countsIn(meetings: readonly Meeting[], credentials: readonly Credential[]) {
  const listedBy = new Map<CredentialId, number>();
  for (const { credentialId } of meetings.flatMap(({ sources }) => sources))
    listedBy.set(credentialId, (listedBy.get(credentialId) ?? 0) + 1);
  return {
    running: meetings.filter(({ isRunning }) => isRunning).length,
    startable: meetings.filter((meeting) => whoCanStart(meeting, credentials).kind === 'these').length,
    credentials: listedCredentials(credentials).flatMap(({ id, name }) => {
      const count = listedBy.get(id);
      return count === undefined ? [] : [{ id, name, count }];
    }),
  };
}
