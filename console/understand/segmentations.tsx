import type { Segmentation } from '#contract';
import { Ago, Badge, EmptyState, Figure, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';

export default function SegmentationsScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const segmentations = useQuery(reading('listSegmentations'));
  const columns = useColumns();
  const create = may('audiences.write') && (
    <ButtonLink primary to="/understand/segments/studio">
      {t('understand.segments.create')}
    </ButtonLink>
  );
  return (
    <Page title={t('understand.segments.title')} about={t('understand.segments.about')} actions={create}>
      <Panel>
        <Answer of={segmentations}>
          {({ items }) => (
            <List
              label={t('understand.segments.title')}
              columns={columns}
              rows={items}
              rowKey={(one) => one.id}
              empty={
                <EmptyState title={t('understand.segments.none')} action={create}>
                  {t('understand.segments.noneAdvice')}
                </EmptyState>
              }
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function useColumns(): TableColumnsType<Segmentation> {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  return [
    {
      title: t('understand.segments.name'),
      render: (_, one) => (
        <Link to="/understand/segments/studio" search={{ id: one.id }}>
          {text(one.name)}
        </Link>
      ),
    },
    { title: t('understand.segments.groups'), align: 'right', render: (_, one) => <Figure value={one.groups} /> },
    { title: t('understand.segments.month'), render: (_, one) => format.period(one.period) },
    { title: t('understand.segments.version'), align: 'right', render: (_, one) => one.version },
    {
      title: t('understand.segments.state'),
      render: (_, one) => (
        <Badge tone={one.published ? 'good' : 'quiet'}>
          {t(one.published ? 'understand.segments.published' : 'understand.segments.draft')}
        </Badge>
      ),
    },
    {
      title: t('understand.segments.fitted'),
      render: (_, one) => (
        <>
          <Ago at={one.fittedAt} /> {t('understand.segments.by', { name: one.fittedBy })}
        </>
      ),
    },
  ];
}
