import type { Segmentation } from '#contract';
import { Ago, Badge, EmptyState, Figure, useFormat, useText } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { Listing, NothingFits, useListing, type Look } from '../app/listing.tsx';
import { Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';

const route = getRouteApi('/signed-in/understand/segments');

export default function SegmentationsScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look: Look<Filters> = (change) => void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text } = search;
  const published = oneOf(['true', 'false'], search.published);
  const segmentations = useListing({
    search,
    look,
    sorts: ['id', 'name', 'groups', 'period', 'fitted'],
    first: ['id', 'up'],
    ask: (page) =>
      reading('listSegmentations', { query: { ...page, ...(text && { text }), ...(published && { published }) } }),
  });
  const columns = useColumns();
  const create = may('audiences.write') && (
    <ButtonLink primary to="/understand/segments/studio">
      {t('understand.segments.create')}
    </ButtonLink>
  );
  return (
    <Page title={t('understand.segments.title')} about={t('understand.segments.about')} actions={create}>
      <Panel>
        <Listing
          of={segmentations}
          views="segments"
          label={t('understand.segments.title')}
          columns={columns}
          rowKey={(one) => one.id}
          filters={<SegmentationFilters text={text} published={published} look={look} />}
          file={{ name: 'segmentations', header: fileHeader, row: fileRow }}
          empty={
            (text ?? published) ? (
              <NothingFits />
            ) : (
              <EmptyState title={t('understand.segments.none')} action={create}>
                {t('understand.segments.noneAdvice')}
              </EmptyState>
            )
          }
        />
      </Panel>
    </Page>
  );
}

type Published = 'true' | 'false';
interface Filters {
  readonly text?: string | undefined;
  readonly published?: Published | undefined;
}

function SegmentationFilters(props: {
  text: string | undefined;
  published: Published | undefined;
  look: Look<Filters>;
}) {
  const { t } = useTranslation();
  const { text, published, look } = props;
  return (
    <>
      <SearchBox label={t('app.findByName')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('understand.segments.state')}
        any={t('understand.segments.anyState')}
        value={published}
        onChoose={(chosen) => look({ published: chosen })}
        options={[
          { value: 'true', label: t('understand.segments.published') },
          { value: 'false', label: t('understand.segments.draft') },
        ]}
      />
    </>
  );
}

const fileHeader = ['id', 'name_en', 'name_zh', 'groups', 'period', 'version', 'published', 'fitted_at', 'fitted_by'];
const fileRow = ({ id, name, groups, period, version, published, fittedAt, fittedBy }: Segmentation) => [
  id,
  name.en,
  name.zh,
  groups,
  period,
  version,
  String(published),
  fittedAt,
  fittedBy,
];

function useColumns(): TableColumnsType<Segmentation> {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  return [
    {
      title: t('understand.segments.name'),
      key: 'name',
      render: (_, one) => (
        <Link to="/understand/segments/studio" search={{ id: one.id }}>
          {text(one.name)}
        </Link>
      ),
    },
    {
      title: t('understand.segments.groups'),
      key: 'groups',
      align: 'right',
      render: (_, one) => <Figure value={one.groups} />,
    },
    { title: t('understand.segments.month'), key: 'period', render: (_, one) => format.period(one.period) },
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
      key: 'fitted',
      render: (_, one) => (
        <>
          <Ago at={one.fittedAt} /> {t('understand.segments.by', { name: one.fittedBy })}
        </>
      ),
    },
  ];
}
