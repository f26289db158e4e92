import './FailureNote.css';
import { Button, CloseButton } from '@mantine/core';
import type { Failure } from '@shared/app-error';
import { type ErrorAction, errorText } from '@shared/error-text';
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useContext } from 'react';
import { ActionsEverywhere } from './actions-everywhere';
import { FailureDetails } from './FailureDetails';
import { failureTone } from './failure-facts';

/** What can be done about a failure where it is shown, besides what can be done everywhere. An action that is not here gets no button. */
export type FailureActions = { [Kind in ErrorAction['kind']]?: (() => void) | undefined };

type FailureNoteProps = {
  failure: Failure;
  actions: FailureActions;
  /** What the failure is about, before its sentence. */
  subject?: string;
  /** What follows from it, after its sentence. */
  consequence?: ReactNode;
  /** Said aloud at once: right for the answer to a click, wrong for what has been standing there. */
  isNews?: boolean;
  /** The cross in the corner. An action that does the same gets no second button. */
  onDismiss?: () => void;
};

/** A failure in one sentence, with the one thing to do about it and Zoom's own words behind "Details". */
export function FailureNote({ failure, actions, subject, consequence, isNews = false, onDismiss }: FailureNoteProps) {
  const { sentence, action } = errorText(failure);
  const tone = failureTone(failure);
  const Shape = tone === 'problem' ? IconAlertCircle : IconAlertTriangle;
  const everywhere = useContext(ActionsEverywhere);
  const act = action && { ...everywhere, ...actions }[action.kind];
  return (
    <div className={`failure-note failure-note-${tone}`} {...(isNews ? { role: 'alert' } : {})}>
      <Shape className="failure-note-shape" size={18} stroke={1.75} aria-hidden />
      <div className="failure-note-body">
        <div className="failure-note-text">
          <p>
            {subject ? <strong>{subject}: </strong> : null}
            {sentence}
            {consequence ? <span className="dim"> {consequence}</span> : null}
          </p>
          <FailureDetails failure={failure} />
        </div>
        {act && act !== onDismiss ? (
          <Button size="compact-sm" variant="default" onClick={act}>
            {action.label}
          </Button>
        ) : null}
      </div>
      {onDismiss ? <CloseButton size="sm" aria-label="Dismiss" onClick={onDismiss} /> : null}
    </div>
  );
}
