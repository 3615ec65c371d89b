import { useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { Waiting, type Asked } from './asked.tsx';

/** Who would get nothing, and why. */
export function Reach({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reach = useQuery({
    ...reading('reachAudience', { body: asked }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { data } = reach;
  return (
    <Panel title={t('understand.reach.title')} more={<span className="quiet small">{t('understand.reach.note')}</span>}>
      {!data ? (
        <Waiting of={reach} />
      ) : (
        <>
          <p>
            {t('understand.reach.reachable', {
              shown: format.count(data.reachable),
              total: format.count(data.total),
              share: format.percent(data.total === 0 ? 0 : data.reachable / data.total),
            })}
          </p>
          {data.items.length > 0 && (
            <ul className="reach">
              {data.items.map(({ reason, count }) => (
                <li key={reason}>
                  <span>{t(`understand.reach.reasons.${reason}`, { days: data.windowDays })}</span>
                  <span className="reach-bar">
                    <span style={{ width: `${(100 * count) / data.total}%` }} />
                  </span>
                  <span className="gl-right">{format.count(count)}</span>
                  <span className="gl-right quiet">{format.percent(count / data.total)}</span>
                </li>
              ))}
            </ul>
          )}
          <p className="quiet small">{t('understand.reach.more')}</p>
        </>
      )}
    </Panel>
  );
}
