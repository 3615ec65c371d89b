import type { TagDetail } from '#contract';
import { Chart, Figure, linesOption, useFormat, useTokens } from '#parts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';

type Covered = TagDetail['coverage'][number];
const shareOf = ({ customers, total }: Covered): number | null => (total === 0 ? null : customers / total);

function useShare(): (one: Covered) => string {
  const format = useFormat();
  return (one) => {
    const share = shareOf(one);
    return share === null ? '–' : format.percent(share);
  };
}

/** How many have the tag, as a figure and month by month as a share of all whom the viewer may see. */
export function TagCoverage({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = useShare();
  const newest = tag.coverage.at(-1);
  return (
    <Panel title={t('understand.tags.coverage')}>
      {newest ? (
        <>
          <span className="count-figure">
            <Figure value={newest.customers} />
          </span>
          <p className="quiet">
            {t('understand.tags.ofAll', {
              share: share(newest),
              total: format.count(newest.total),
              period: format.period(newest.period),
            })}
          </p>
          {tag.coverage.length > 1 && <Months tag={tag} />}
        </>
      ) : (
        <p className="quiet">{t('understand.tags.notCounted')}</p>
      )}
    </Panel>
  );
}

function Months({ tag: { id, coverage } }: { tag: TagDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const share = useShare();
  const [first, newest] = [coverage[0], coverage.at(-1)];
  const option = useMemo(
    () =>
      linesOption(look, [{ name: '', meaning: 'treated', points: coverage.map((one) => ({ value: shareOf(one) })) }], {
        steps: coverage.map(({ period }) => format.period(period)),
        write: format.percent,
        tick: format.percentTick,
      }),
    [look, coverage, format],
  );
  if (!first || !newest) return null;
  return (
    <Chart
      title={t('understand.tags.coverageTitle', {
        from: share(first),
        to: share(newest),
        period: format.period(first.period),
      })}
      option={option}
      height={180}
      file={`tag-${id}-coverage`}
      table={{
        header: [t('understand.tags.month'), t('understand.answer.customers'), t('understand.tags.share')],
        rows: coverage.map((one) => [one.period, one.customers, shareOf(one) ?? 0]),
        shown: coverage.map((one) => [format.period(one.period), format.count(one.customers), share(one)]),
      }}
    />
  );
}
