import './ActivityScreen.css';
import { Button, CloseButton, NativeSelect, Progress, TextInput } from '@mantine/core';
import { type ActivityEntry, type ActivityFilter, activityTitle } from '@shared/activity';
import type { AppState } from '@shared/app-state';
import { errorText } from '@shared/error-text';
import { IconDownload, IconHistory, IconSearch } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNow } from '../clock';
import { BusyButton } from '../components/BusyButton';
import { EmptyNote } from '../components/EmptyNote';
import { FailureNote } from '../components/FailureNote';
import { call, type Outcome, useCall } from '../main-process';
import { clockTime } from '../time-words';
import {
  type ActivityWish,
  activityFacts,
  everything,
  filterOf,
  groupEntries,
  groupsOfKinds,
  knownCredentials,
} from './activity-list';

/** As much as is read at a glance; more comes when asked for. */
const pageLength = 100;
/** Whoever types on is not answered in between. */
const pauseMs = 200;

type Page = Extract<Outcome<'listActivity'>, { ok: true }>['value'];

/** What was done as whom: newest first, filtered, exported. */
export function ActivityScreen({ state }: { state: AppState }) {
  const now = useNow(60);
  const [wish, setWish] = useState<ActivityWish>(everything);
  const list = useActivity(filterOf(wish));
  const exporting = useCall('exportActivity');
  const change = (part: Partial<ActivityWish>) => setWish({ ...wish, ...part });
  const isFiltered = wish !== everything && JSON.stringify(wish) !== JSON.stringify(everything);
  const { activityExport } = state;
  const exportAs = (format: 'csv' | 'jsonLines') => void exporting.run({ format, filter: filterOf(wish) });

  return (
    <>
      <div className="screen-head">
        <h1>Activity</h1>
        {list.page ? (
          <span className="dim small numbers" role="status">
            {list.page.total} {list.page.total === 1 ? 'entry' : 'entries'}
          </span>
        ) : null}
        <BusyButton
          variant="default"
          size="sm"
          isBusy={exporting.isBusy}
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          onClick={() => exportAs('csv')}
        >
          Export as CSV
        </BusyButton>
        <BusyButton variant="default" size="sm" isBusy={exporting.isBusy} onClick={() => exportAs('jsonLines')}>
          As JSON Lines
        </BusyButton>
      </div>

      {list.page?.changedOutside ? <ChangedOutside {...list.page.changedOutside} /> : null}
      {exporting.failure ? (
        <FailureNote failure={exporting.failure} actions={{}} isNews onDismiss={exporting.clear} />
      ) : null}
      {list.failure ? <FailureNote failure={list.failure} actions={{ retry: list.again }} /> : null}
      {activityExport ? (
        <div className="card activity-export">
          <span>Exporting</span>
          <Progress aria-label="Export of the activity" value={activityExport.part * 100} />
          <Button size="compact-sm" variant="default" onClick={() => void call('cancelActivityExport')}>
            Cancel
          </Button>
        </div>
      ) : null}

      <div className="activity-filters">
        <TextInput
          type="search"
          aria-label="Filter by name, user, meeting or code"
          placeholder="Filter by name, user, meeting or code"
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
          rightSection={
            wish.text ? (
              <CloseButton size="sm" aria-label="Clear the text" onClick={() => change({ text: '' })} />
            ) : null
          }
          value={wish.text}
          maxLength={200}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
        <NativeSelect
          aria-label="What happened"
          value={wish.kinds}
          onChange={(event) => change({ kinds: event.currentTarget.value })}
          data={[{ value: '', label: 'Everything' }, ...groupsOfKinds]}
        />
        <NativeSelect
          aria-label="Credential"
          value={wish.credentialId}
          onChange={(event) => change({ credentialId: event.currentTarget.value })}
          data={[
            { value: '', label: 'All credentials' },
            ...knownCredentials(state.credentials, list.page?.entries ?? [], wish.credentialId),
          ]}
        />
        <div className="activity-days">
          <TextInput
            type="date"
            aria-label="From this day on"
            leftSection={<span className="small">From</span>}
            leftSectionWidth={54}
            value={wish.fromDay}
            onChange={(event) => change({ fromDay: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label="Up to this day"
            leftSection={<span className="small">To</span>}
            leftSectionWidth={36}
            value={wish.toDay}
            onChange={(event) => change({ toDay: event.currentTarget.value })}
          />
        </div>
      </div>

      {groupEntries(list.page?.entries ?? [], now).map((day) => (
        <section key={day.key} aria-label={day.label}>
          <h2 className="meeting-day">{day.label}</h2>
          <ul className="card rows">
            {day.entries.map((entry) => (
              <EntryRow key={entry.n} entry={entry} />
            ))}
          </ul>
        </section>
      ))}
      {list.page?.next !== undefined ? (
        <div className="activity-more">
          <BusyButton variant="default" size="sm" isBusy={list.isBusy} onClick={list.more}>
            {list.isBusy ? 'Looking further back' : 'Look further back'}
          </BusyButton>
          <span className="dim small numbers">Looked back to entry {list.page.next}</span>
        </div>
      ) : null}
      {list.page && list.page.entries.length === 0 && list.page.next === undefined ? (
        <EmptyNote
          icon={<IconHistory size={36} stroke={1.5} />}
          title={isFiltered ? 'Nothing matches' : 'Nothing has been done yet'}
          text={
            isFiltered
              ? 'The filter looks at names, users, meetings, codes and what happened.'
              : 'Sign-ins, minted tokens and meetings are written down here, never with a secret.'
          }
        >
          {isFiltered ? (
            <Button variant="default" onClick={() => setWish(everything)}>
              Clear the filter
            </Button>
          ) : null}
        </EmptyNote>
      ) : null}
    </>
  );
}

function ChangedOutside({ setAside, afterEntry, at }: { setAside: string; afterEntry: number; at: string }) {
  return (
    <div className="failure-note failure-note-problem" role="alert">
      <div className="failure-note-body">
        <p>
          <strong>The log was changed outside of Usher after entry {afterEntry}.</strong> It was noticed on{' '}
          {new Date(at).toLocaleString()} and set aside as <span className="selectable">{setAside}</span> in Usher’s
          profile. A new log begins here.
        </p>
      </div>
    </div>
  );
}

function EntryRow({ entry }: { entry: ActivityEntry }) {
  const facts = activityFacts(entry);
  return (
    <li className="activity-row">
      <details>
        <summary>
          <time className="dim numbers" dateTime={entry.at}>
            {clockTime(entry.at)}
          </time>
          <span className="activity-what">
            <span className={`activity-title${entry.outcome === 'failed' ? ' is-failed' : ''}`}>
              {activityTitle(entry)}
            </span>
            {[entry.topic, entry.credentialName, entry.topic ? undefined : entry.about].map((words) =>
              words ? (
                <span key={words} className="dim">
                  {words}
                </span>
              ) : null,
            )}
            {entry.code ? <span className="small">{errorText({ code: entry.code }).sentence}</span> : null}
          </span>
        </summary>
        <dl className="activity-facts small">
          {facts.map(({ term, text }) => (
            <Fact key={term} term={term} text={text} />
          ))}
        </dl>
      </details>
    </li>
  );
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt className="dim">{term}</dt>
      <dd>{text}</dd>
    </>
  );
}

/** The pages read so far for one filter, as one. What comes late for an earlier filter is not shown. */
function useActivity(filter: ActivityFilter) {
  const [page, setPage] = useState<Page>();
  const [failure, setFailure] = useState<Extract<Outcome<'listActivity'>, { ok: false }>['failure']>();
  const [isBusy, setBusy] = useState(false);
  const round = useRef(0);
  const key = JSON.stringify(filter);

  const ask = useCallback(async (wanted: string, known: Page | undefined) => {
    round.current += 1;
    const mine = round.current;
    setBusy(true);
    let shown = known;
    // One look may find nothing and still have more to look through.
    for (;;) {
      const outcome = await call('listActivity', {
        ...(JSON.parse(wanted) as ActivityFilter),
        limit: pageLength,
        ...(shown?.next === undefined ? {} : { before: shown.next }),
      });
      if (mine !== round.current) return;
      if (!outcome.ok) {
        setFailure(outcome.failure);
        break;
      }
      setFailure(undefined);
      shown = { ...outcome.value, entries: [...(shown?.entries ?? []), ...outcome.value.entries] };
      setPage(shown);
      if (outcome.value.entries.length > 0 || outcome.value.next === undefined) break;
    }
    setBusy(false);
  }, []);

  useEffect(() => {
    const timer = setTimeout(() => void ask(key, undefined), pauseMs);
    return () => {
      clearTimeout(timer);
      round.current += 1;
    };
  }, [ask, key]);

  return {
    page,
    failure,
    isBusy,
    more: () => void ask(key, page),
    again: () => void ask(key, undefined),
  };
}
