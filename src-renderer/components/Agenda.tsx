import './Agenda.css';
import { Button } from '@mantine/core';
import { type AgendaFilter, agenda, isNarrowed, matchesAgenda, wholeAgenda } from '@shared/agenda';
import type { AppState } from '@shared/app-state';
import type { MeetingKey } from '@shared/meeting';
import { isUnderWay } from '@shared/under-way';
import { IconFilterOff } from '@tabler/icons-react';
import { useEffect, useId, useMemo, useRef } from 'react';
import { useNow } from '../clock';
import { useGrowingList } from '../growing-list';
import { dayLabel } from '../screens/meeting-list';
import { AgendaFilterBar } from './AgendaFilterBar';
import { EmptyNote } from './EmptyNote';
import { moveBetweenRows, useFilterKeys } from './list-keys';
import { MeetingRow } from './MeetingRow';
import type { NewCredentialStart } from './NewCredentialDialog';

type AgendaProps = {
  state: AppState;
  filter: AgendaFilter;
  onFilter: (filter: AgendaFilter) => void;
  onAddCredential: (start: NewCredentialStart) => void;
  /** Whoever comes back from a meeting's page goes on at its row. */
  cameFrom: MeetingKey | undefined;
};

/** From this many rows on, a list is searched rather than read. */
const filterFrom = 9;

/** All meetings under their days, and what narrows them. Ctrl+F and "/" go to the filter, the arrow keys from row to row. */
export function Agenda({ state, filter, onFilter, onAddCredential, cameFrom }: AgendaProps) {
  const { credentials, meetings, meetingWindows, risks } = state;
  const now = useNow(10);
  const headingId = useId();
  const list = useRef<HTMLDivElement>(null);
  const textInput = useRef<HTMLInputElement>(null);
  const days = useMemo(
    () => agenda(meetings, now, { isShown: (meeting) => matchesAgenda(meeting, filter, credentials) }),
    [meetings, now, filter, credentials],
  );
  const shown = useMemo(() => days.flatMap((day) => day.rows), [days]);
  const shownCount = shown.length;
  const startAt = useRef(cameFrom).current;
  const { rows, end } = useGrowingList(
    shownCount,
    JSON.stringify(filter),
    startAt === undefined ? 0 : shown.findIndex(({ meeting }) => meeting.key === startAt) + 1,
  );
  useFilterKeys(textInput);

  useEffect(() => {
    if (startAt) list.current?.querySelector<HTMLElement>(`[href="#meetings/${encodeURIComponent(startAt)}"]`)?.focus();
  }, [startAt]);

  let left = rows;
  return (
    <>
      {meetings.length >= filterFrom || isNarrowed(filter) ? (
        <AgendaFilterBar
          meetings={meetings}
          credentials={credentials}
          shownCount={shownCount}
          filter={filter}
          onChange={onFilter}
          textInput={textInput}
          onArrowDown={() => list.current?.querySelector<HTMLElement>('.meeting-link')?.focus()}
        />
      ) : null}
      <div ref={list} className="agenda">
        {days.map((day) => {
          const drawn = day.rows.slice(0, left);
          left -= drawn.length;
          if (drawn.length === 0) return null;
          const id = `${headingId}${day.date ?? day.kind}`;
          return (
            <section key={day.date ?? day.kind} aria-labelledby={id}>
              <h2 id={id} className="meeting-day">
                {dayLabel(day, now)}
              </h2>
              <ul
                className="card rows"
                onKeyDown={(event) => moveBetweenRows(event, '.meeting-link', list.current ?? event.currentTarget)}
              >
                {drawn.map((row, index) => (
                  <MeetingRow
                    key={row.meeting.key}
                    meeting={row.meeting}
                    isNext={row.isNext}
                    overlapCount={row.overlapCount}
                    overlapTopics={row.overlapping.map(({ topic }) => topic).join('\n')}
                    credentials={credentials}
                    openWindow={meetingWindows.find(
                      (window) => window.meetingKey === row.meeting.key && isUnderWay(window),
                    )}
                    risk={risks.find(({ meetingKey }) => meetingKey === row.meeting.key)}
                    position={index + 1}
                    listLength={day.rows.length}
                    onAddCredential={onAddCredential}
                  />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      {shownCount === 0 ? (
        <EmptyNote
          icon={<IconFilterOff size={36} stroke={1.5} />}
          title="No meeting matches"
          text="The text is looked for in topics, numbers and the names of hosts; every choice above narrows the list further."
        >
          <Button
            variant="default"
            onClick={() => {
              onFilter(wholeAgenda);
              textInput.current?.focus();
            }}
          >
            Show all {meetings.length}
          </Button>
        </EmptyNote>
      ) : null}
      {rows < shownCount ? <div ref={end} className="list-end" /> : null}
    </>
  );
}
