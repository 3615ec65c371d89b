import { useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useCoded } from '../app/coded.ts';
import { List } from '../app/list.tsx';
import { Answer, Panel } from '../app/page.tsx';

/** Who gets nothing, and why: before the draw, and after it. */
export function Exclusions({ id }: { id: string }) {
  const { t } = useTranslation();
  const exclusions = useQuery(reading('campaignExclusions', { params: { id } }));
  return (
    <Panel title={t('act.campaign.exclusions')}>
      <Answer of={exclusions}>
        {(data) => (
          <div className="columns">
            <Reasons title={t('act.campaign.excluded')} counts={data.excluded} />
            <Reasons title={t('act.campaign.unscheduled')} counts={data.unscheduled} />
          </div>
        )}
      </Answer>
    </Panel>
  );
}

function Reasons({ title, counts }: { title: string; counts: readonly { reason: string; count: number }[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useCoded('act.reasons');
  return (
    <div>
      <h3 className="subhead">{title}</h3>
      <List
        label={title}
        rows={counts}
        rowKey={(row) => row.reason}
        columns={[
          { title: t('act.campaign.reason'), render: (_, row) => words(row.reason) ?? row.reason },
          { title: t('act.campaign.people'), align: 'right', render: (_, row) => format.count(row.count) },
        ]}
        empty={<p className="quiet">{t('act.campaign.nobody')}</p>}
      />
    </div>
  );
}
