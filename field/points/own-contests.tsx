import type { OwnPoints } from '#contract';
import { useFormat, useText } from '#parts';
import { useTranslation } from 'react-i18next';

/** Contests of the month: one's own place, the first of the table and those next to it. */
export function OwnContests({ contests }: { contests: OwnPoints['contests'] }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const text = useText();
  if (contests.length === 0) return null;
  return (
    <section className="f-section">
      <h2>{t('points.contests')}</h2>
      {contests.map(({ file, publishedAt, competitors, league }) => {
        const isTeam = file.between === 'grids' || file.between === 'branches';
        const own = league.find((row) => row.own);
        return (
          <article key={file.contest} className="f-case">
            <h3>{text(file.title)}</h3>
            <p className="f-faint">
              {publishedAt && `${t('points.final')} · `}
              {isTeam && `${t(`points.teamValue.${file.teamValue}`)} · `}
              {t('points.target', { base: format.decimal(file.base), stretch: format.decimal(file.stretch) })}
            </p>
            {own && (
              <p>
                <strong>{t(isTeam ? 'points.teamPlace' : 'points.place', { rank: own.rank, of: competitors })}</strong>
                {own.rewardYuan !== 0 &&
                  ` · ${t('points.reward', { yuan: format.money(own.rewardYuan / own.members) })}`}
              </p>
            )}
            <ol className="f-league">
              {league.map((row, i) => (
                <li key={i} data-me={row.own} data-gap={i > 0 && row.rank > (league[i - 1]?.rank ?? 0) + 1}>
                  <span>{row.rank}</span>
                  <span>
                    {row.own && row.personId !== null
                      ? t('points.you')
                      : row.name
                        ? text(row.name)
                        : t(isTeam ? 'points.anotherTeam' : 'points.somebody')}
                  </span>
                  <span>{row.value === null ? '–' : format.aligned(row.value, 2)}</span>
                </li>
              ))}
            </ol>
          </article>
        );
      })}
    </section>
  );
}
