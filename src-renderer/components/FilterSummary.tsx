import { Button } from '@mantine/core';

type FilterSummaryProps = { isNarrowed: boolean; shownCount: number; allCount: number; onShowAll: () => void };

/** How much of a list is shown, and the way back to all of it. */
export function FilterSummary({ isNarrowed, shownCount, allCount, onShowAll }: FilterSummaryProps) {
  return (
    <>
      <span className="filter-shown dim small numbers" role="status">
        {isNarrowed ? `${shownCount} of ${allCount}` : `${allCount} in all`}
      </span>
      {isNarrowed ? (
        <Button size="compact-xs" variant="subtle" onClick={onShowAll}>
          Show all
        </Button>
      ) : null}
    </>
  );
}
