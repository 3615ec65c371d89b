import { useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Panel } from '../app/page.tsx';
import { Waiting } from './asked.tsx';
import { ShareBar } from './share-bar.tsx';

/** The tags that cover the same customers most: near 1 means two names for one thing. */
export function TagOverlap({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useText();
  const overlap = useQuery(reading('tagOverlap', { params: { id }, query: { limit: 10 } }));
  return (
    <Panel
      title={t('understand.tags.overlap')}
      more={<span className="quiet small">{t('understand.tags.overlapNote')}</span>}
    >
      {overlap.data ? (
        <List
          label={t('understand.tags.overlap')}
          rows={overlap.data.items.filter(({ both }) => both > 0)}
          rowKey={(one) => one.id}
          empty={t('understand.tags.noOverlap')}
          columns={[
            {
              title: t('understand.tags.name'),
              render: (_, one) => (
                <Link to="/understand/tags/$tag" params={{ tag: one.id }}>
                  {label(one.name)}
                </Link>
              ),
            },
            { title: t('understand.sets.both'), align: 'right', render: (_, one) => format.count(one.both) },
            {
              title: t('understand.sets.jaccard'),
              align: 'right',
              render: (_, one) => format.aligned(one.jaccard, 2),
            },
            { title: '', width: 96, render: (_, one) => <ShareBar share={one.jaccard} /> },
          ]}
        />
      ) : (
        <Waiting of={overlap} />
      )}
    </Panel>
  );
}
