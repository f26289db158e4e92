import './EmptyNote.css';
import type { ReactNode } from 'react';

/** What a screen says while it has nothing to list, and what to do about it. */
export function EmptyNote({
  icon,
  title,
  text,
  children,
}: {
  icon: ReactNode;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <div className="empty-note">
      <div className="empty-note-icon" aria-hidden>
        {icon}
      </div>
      <p className="empty-note-title">{title}</p>
      <p className="dim">{text}</p>
      {children ? <div className="buttons empty-note-buttons">{children}</div> : null}
    </div>
  );
}
