import '../components/PageSection.css';
import type { Credential } from '@shared/credential';
import { IconArrowLeft, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { type BinNews, DeletedCredentialRow } from '../components/DeletedCredentialRow';
import { EmptyNote } from '../components/EmptyNote';

/** Deleted credentials: for how long still, and the two ways out. */
export function BinScreen({ credentials }: { credentials: readonly Credential[] }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [news, setNews] = useState<BinNews>();
  useEffect(() => heading.current?.focus(), []);

  /** The row has gone, and the focus with it. */
  function tell(what: BinNews) {
    setNews(what);
    heading.current?.focus();
  }

  return (
    <>
      <a className="back-link" href="#credentials" aria-keyshortcuts="Alt+ArrowLeft" title="Alt+Left">
        <IconArrowLeft size={15} stroke={1.75} aria-hidden />
        Credentials
      </a>
      <div className="screen-head">
        <h1 ref={heading} tabIndex={-1} className="focused-heading">
          Bin
        </h1>
      </div>
      <div role="status" className="bin-news">
        {news ? (
          <div className="done-note">
            <p>{news.text}</p>
            {news.href ? <a href={news.href}>Look at it</a> : null}
          </div>
        ) : null}
      </div>
      {credentials.length === 0 ? (
        <EmptyNote
          icon={<IconTrash size={36} stroke={1.5} />}
          title="The bin is empty"
          text="A deleted credential lies here for 30 days and can be restored."
        />
      ) : (
        <>
          <p className="dim small">
            Nothing uses what lies here. Its secrets are sealed in the keyring until the day it is deleted for good;
            then Usher asks Zoom to revoke the authorization.
          </p>
          <ul className="card rows" aria-label="Deleted credentials">
            {credentials.map((credential) => (
              <DeletedCredentialRow key={credential.id} credential={credential} onGone={tell} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}
