import './PageSection.css';
import { type ReactNode, useId } from 'react';

/** One card of a page about a credential or a meeting. */
export function PageSection({
  title,
  isWide = false,
  children,
}: {
  title: string;
  isWide?: boolean;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <section className={`card${isWide ? ' is-wide' : ''}`} aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </section>
  );
}
