import type { SegmentSchemeSummary } from '#contract';
import { Ago, Badge, EmptyState, Figure, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';

/** The schemes of strategic segments, and what the record lacks for each. */
export default function SchemesScreen(): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const schemes = useQuery(reading('listSegmentSchemes'));
  const columns = useColumns();
  const create = may('audiences.write') && (
    <ButtonLink to="/understand/strategic/text">{t('understand.strategic.create')}</ButtonLink>
  );
  return (
    <Page
      title={t('understand.strategic.title')}
      about={
        schemes.data
          ? t('understand.strategic.aboutCells', { cells: format.count(schemes.data.cells) })
          : t('understand.strategic.about')
      }
      actions={create}
    >
      <Panel>
        <Answer of={schemes}>
          {({ items }) => (
            <List
              label={t('understand.strategic.title')}
              columns={columns}
              rows={items}
              rowKey={(one) => one.id}
              empty={<EmptyState title={t('understand.strategic.none')} action={create} />}
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function useColumns(): TableColumnsType<SegmentSchemeSummary> {
  const { t } = useTranslation();
  const text = useText();
  return [
    {
      title: t('understand.strategic.name'),
      render: (_, one) => (
        <Link to="/understand/strategic/scheme/$scheme" params={{ scheme: one.id }}>
          {text(one.name)}
        </Link>
      ),
    },
    { title: t('understand.strategic.dimensions'), align: 'right', render: (_, one) => one.dimensions },
    { title: t('understand.strategic.cells'), align: 'right', render: (_, one) => <Figure value={one.cells} /> },
    {
      title: t('understand.strategic.state'),
      render: (_, one) => <SchemeBadge of={one} />,
    },
    {
      title: t('understand.strategic.missing'),
      render: (_, one) =>
        one.missing.length === 0 ? (
          <span className="quiet">–</span>
        ) : (
          <code className="clip" title={one.missing.join(', ')}>
            {one.missing.join(', ')}
          </code>
        ),
    },
    {
      title: t('understand.strategic.changed'),
      render: (_, one) => (
        <>
          <Ago at={one.changedAt} />{' '}
          <span className="quiet">
            {t(one.origin === 'standard' ? 'understand.strategic.standard' : 'understand.segments.by', {
              name: one.changedBy,
            })}
          </span>
        </>
      ),
    },
  ];
}

/** Whether a scheme is in use, and whether all of it can be counted. */
export function SchemeBadge({ of }: { of: Pick<SegmentSchemeSummary, 'state' | 'missing'> }) {
  const { t } = useTranslation();
  if (of.state === 'retired') return <Badge tone="quiet">{t('understand.strategic.retired')}</Badge>;
  return of.missing.length === 0 ? (
    <Badge tone="good">{t('understand.strategic.whole')}</Badge>
  ) : (
    <Badge tone="attention">{t('understand.strategic.partly')}</Badge>
  );
}
