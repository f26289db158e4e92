import './CredentialFilterBar.css';
import { NativeSelect } from '@mantine/core';
import type { Credential, CredentialHealth, CredentialKind, ZoomEnvironment } from '@shared/credential';
import { type RefObject, useMemo } from 'react';
import { type CredentialFilter, countsOf, isFiltering, noFilter } from '../screens/credential-list';
import { environmentWords, healthGroups, kindWords } from '../screens/credential-standing';
import { FilterField } from './FilterField';
import { FilterSummary } from './FilterSummary';
import { StandingMark } from './StandingMark';

type CredentialFilterBarProps = {
  credentials: readonly Credential[];
  shownCount: number;
  filter: CredentialFilter;
  onChange: (filter: CredentialFilter) => void;
  textInput: RefObject<HTMLInputElement | null>;
  /** From the text down into the list. */
  onArrowDown: () => void;
};

/** Narrows the list. Each choice says how many there are, so that the bar is also the count of all states. */
export function CredentialFilterBar({
  credentials,
  shownCount,
  filter,
  onChange,
  textInput,
  onArrowDown,
}: CredentialFilterBarProps) {
  const counts = useMemo(() => countsIn(credentials), [credentials]);

  function choose<F extends 'kind' | 'environment' | 'tag' | 'health'>(field: F, value: CredentialFilter[F]) {
    const changed = { ...filter };
    if (value) changed[field] = value;
    else delete changed[field];
    onChange(changed);
  }

  return (
    <search className="filter-bar" aria-label="Filter credentials">
      <FilterField
        label="Filter by name, user, tag or ID"
        text={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
        input={textInput}
        onArrowDown={onArrowDown}
      />
      <NativeSelect
        aria-label="Kind"
        value={filter.kind ?? ''}
        onChange={(event) => choose('kind', event.currentTarget.value as CredentialKind)}
        data={[{ value: '', label: 'Any kind' }, ...options(counts.kinds, (kind) => kindWords[kind])]}
      />
      <NativeSelect
        aria-label="Cloud"
        value={filter.environment ?? ''}
        onChange={(event) => choose('environment', event.currentTarget.value as ZoomEnvironment)}
        data={[{ value: '', label: 'Any cloud' }, ...options(counts.clouds, (cloud) => environmentWords[cloud])]}
      />
      <NativeSelect
        aria-label="Tag"
        value={filter.tag ?? ''}
        disabled={counts.tags.length === 0}
        onChange={(event) => choose('tag', event.currentTarget.value)}
        data={[{ value: '', label: counts.tags.length === 0 ? 'No tags' : 'Any tag' }, ...options(counts.tags)]}
      />
      <div className="filter-states">
        {counts.healths.map(({ value, count }) => (
          <button
            key={value}
            type="button"
            className="filter-state numbers"
            aria-pressed={filter.health === value}
            onClick={() => choose('health', filter.health === value ? undefined : value)}
          >
            <StandingMark standing={healthGroups[value]} />
            {count}
          </button>
        ))}
        <FilterSummary
          isNarrowed={isFiltering(filter)}
          shownCount={shownCount}
          allCount={credentials.length}
          onShowAll={() => {
            onChange(noFilter);
            textInput.current?.focus();
          }}
        />
      </div>
    </search>
  );
}

function options<T extends string>(
  counted: readonly { value: T; count: number }[],
  word: (value: T) => string = String,
) {
  return counted.map(({ value, count }) => ({ value, label: `${word(value)} (${count})` }));
}

function countsIn(credentials: readonly Credential[]) {
  return {
    healths: countsOf<CredentialHealth['kind']>(
      credentials.map(({ health }) => health.kind),
      ['needsReauthorization', 'misconfigured', 'degraded', 'ready'],
    ),
    kinds: countsOf<CredentialKind>(
      credentials.map(({ kind }) => kind),
      ['user', 'app', 'serverToServer'],
    ),
    clouds: countsOf<ZoomEnvironment>(
      credentials.map(({ environment }) => environment),
      ['zoom', 'zoomgov', 'practice'],
    ),
    tags: countsOf(credentials.flatMap(({ tags }) => tags)),
  };
}
