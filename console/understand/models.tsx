import type { Result, routes } from '#contract';
import { Ago, Badge, EmptyState, useText } from '#parts';
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
import { useQuality, useTargetWords } from './model-words.ts';
import './models.css';

const route = getRouteApi('/signed-in/understand/models');
type Row = Result<typeof routes.listModels>['items'][number];

/** The registry: what is foretold, by which version, how well, and what deserves a look. */
export default function ModelsScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look: Look<Filters> = (change) => void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text } = search;
  const used = oneOf(['true', 'false'], search.used);
  const models = useListing({
    search,
    look,
    sorts: ['id', 'name', 'owner', 'alarms', 'changed'],
    first: ['id', 'up'],
    ask: (page) => reading('listModels', { query: { ...page, ...(text && { text }), ...(used && { inUse: used }) } }),
  });
  const columns = useColumns();
  const train = may('models.write') && (
    <ButtonLink primary to="/understand/train-model">
      {t('understand.models.train')}
    </ButtonLink>
  );
  return (
    <Page
      title={t('understand.models.title')}
      about={t('understand.models.about')}
      actions={
        <>
          {may('models.write') && (
            <ButtonLink to="/understand/import-model">{t('understand.models.import')}</ButtonLink>
          )}
          {train}
        </>
      }
    >
      <Panel>
        <Listing
          of={models}
          views="models"
          label={t('understand.models.title')}
          columns={columns}
          rowKey={(model) => model.id}
          filters={<ModelFilters text={text} used={used} look={look} />}
          file={{ name: 'models', header: fileHeader, row: fileRow }}
          empty={
            (text ?? used) ? (
              <NothingFits />
            ) : (
              <EmptyState title={t('understand.models.none')} action={train}>
                {t('understand.models.noneAdvice')}
              </EmptyState>
            )
          }
        />
      </Panel>
    </Page>
  );
}

type Used = 'true' | 'false';
interface Filters {
  readonly text?: string | undefined;
  readonly used?: Used | undefined;
}

function ModelFilters({ text, used, look }: { text: string | undefined; used: Used | undefined; look: Look<Filters> }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('app.findByName')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('understand.models.use')}
        any={t('understand.models.anyUse')}
        value={used}
        onChoose={(chosen) => look({ used: chosen })}
        options={[
          { value: 'true', label: t('understand.models.inUse') },
          { value: 'false', label: t('understand.models.notInUse') },
        ]}
      />
    </>
  );
}

const fileHeader = [
  'id',
  'name_en',
  'name_zh',
  'owner',
  'org_unit_id',
  'champion',
  'challenger',
  'alarms',
  'changed_at',
];
const fileRow = ({ id, name, owner, orgUnitId, champion, challenger, alarms, changedAt }: Row) => [
  id,
  name.en,
  name.zh,
  owner,
  orgUnitId,
  champion,
  challenger,
  alarms,
  changedAt,
];

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const text = useText();
  const target = useTargetWords();
  const quality = useQuality();
  return [
    {
      title: t('understand.models.name'),
      key: 'name',
      render: (_, model) => (
        <Link to="/understand/models/$model" params={{ model: model.id }}>
          {text(model.name)}
        </Link>
      ),
    },
    { title: t('understand.models.foretells'), render: (_, model) => target(model.target) },
    {
      title: t('understand.models.champion'),
      render: (_, model) =>
        model.champion === null ? (
          <span className="quiet">{t('understand.models.notInUse')}</span>
        ) : (
          <Badge tone="accent">{t('understand.models.versionShort', { version: model.champion })}</Badge>
        ),
    },
    {
      title: t('understand.models.challenger'),
      render: (_, model) =>
        model.challenger === null ? (
          '–'
        ) : (
          <Badge tone="attention">{t('understand.models.versionShort', { version: model.challenger })}</Badge>
        ),
    },
    { title: t('understand.models.quality'), render: (_, model) => quality(model.championVersion?.quality ?? null) },
    {
      title: t('understand.models.alarms'),
      key: 'alarms',
      render: (_, model) =>
        model.alarms > 0 ? <Badge tone="bad">{t('understand.models.alarmCount', { count: model.alarms })}</Badge> : '–',
    },
    { title: t('understand.models.owner'), key: 'owner', dataIndex: 'owner' },
    { title: t('understand.models.changed'), key: 'changed', render: (_, model) => <Ago at={model.changedAt} /> },
  ];
}
