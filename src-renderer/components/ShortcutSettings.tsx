import './ShortcutSettings.css';
import { Button, CloseButton } from '@mantine/core';
import type { AppState } from '@shared/app-state';
import { type ShortcutAction, type Shortcuts, shortcutActions } from '@shared/shortcut';
import { useId, useState } from 'react';
import { acceleratorOf, keysInWords } from '../screens/accelerator';

const words: { readonly [Action in ShortcutAction]: string } = {
  open: 'Open Usher',
  joinNext: 'Start or join the next meeting',
  joinFromClipboard: 'Join from the clipboard',
};

type ShortcutSettingsProps = Pick<AppState, 'refusedShortcuts'> & {
  shortcuts: Shortcuts;
  onChange: (shortcuts: Shortcuts) => void;
};

/** Keys that Usher hears whatever program is in front. */
export function ShortcutSettings({ shortcuts, refusedShortcuts, onChange }: ShortcutSettingsProps) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="card settings">
      <div className="setting">
        <div className="setting-words">
          <h2 id={titleId}>Keys</h2>
          <p className="dim small">
            They work whatever program is in front. What the clipboard has is shown before anybody joins.
          </p>
        </div>
      </div>
      {shortcutActions.map((action) => (
        <ShortcutRow
          key={action}
          action={action}
          accelerator={shortcuts[action]}
          isTakenHere={shortcutActions.some(
            (other) => other !== action && shortcuts[other] !== undefined && shortcuts[other] === shortcuts[action],
          )}
          isRefused={refusedShortcuts.includes(action)}
          onChange={(accelerator) => {
            const { [action]: _before, ...others } = shortcuts;
            onChange(accelerator ? { ...others, [action]: accelerator } : others);
          }}
        />
      ))}
    </section>
  );
}

function ShortcutRow({
  action,
  accelerator,
  isTakenHere,
  isRefused,
  onChange,
}: {
  action: ShortcutAction;
  accelerator: string | undefined;
  isTakenHere: boolean;
  isRefused: boolean;
  onChange: (accelerator: string | undefined) => void;
}) {
  const labelId = useId();
  const [isListening, setListening] = useState(false);
  const label = isListening ? 'Press the keys…' : accelerator ? keysInWords(accelerator) : 'Choose keys';
  return (
    <div className="setting">
      <div className="setting-words">
        <p id={labelId} className="setting-label">
          {words[action]}
        </p>
        {isRefused ? (
          <p className="small shortcut-refused" role="status">
            {isTakenHere
              ? 'These keys are set twice; the first one has them.'
              : 'The system does not give these keys to Usher: another program may have them. Choose others.'}
          </p>
        ) : null}
        {isListening ? (
          <p className="dim small" role="status">
            With Ctrl, Alt or the system’s key among them. Escape leaves them as they are.
          </p>
        ) : null}
      </div>
      <div className="shortcut-keys">
        <Button
          size="compact-sm"
          variant={isListening ? 'light' : 'default'}
          aria-describedby={labelId}
          onClick={() => setListening(true)}
          onBlur={() => setListening(false)}
          onKeyDown={(event) => {
            if (!isListening || event.key === 'Tab') return;
            // Neither the click that a key is on a button, nor the window's own shortcuts.
            event.preventDefault();
            event.stopPropagation();
            if (event.key === 'Escape') return setListening(false);
            const pressed = acceleratorOf(event.nativeEvent, navigator.userAgent.includes('Mac OS'));
            if (!pressed) return;
            setListening(false);
            onChange(pressed);
          }}
        >
          {label}
        </Button>
        {accelerator ? (
          <CloseButton size="sm" aria-label={`No keys for ${words[action]}`} onClick={() => onChange(undefined)} />
        ) : null}
      </div>
    </div>
  );
}
