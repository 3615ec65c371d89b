import type { Result, routes } from '#contract';
import { Ago, Badge, EmptyState } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '#parts';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useQuality, useTargetWords } from './model-words.ts';
import './models.css';

type Row = Result<typeof routes.listModels>['items'][number];

/** The registry: what is foretold, by which version, how well, and what deserves a look. */
export default function ModelsScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const models = useQuery(reading('listModels'));
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
        <Answer of={models}>
          {(data) => (
            <List
              label={t('understand.models.title')}
              columns={columns}
              rows={data.items}
              rowKey={(model) => model.id}
              empty={
                <EmptyState title={t('understand.models.none')} action={train}>
                  {t('understand.models.noneAdvice')}
                </EmptyState>
              }
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const text = useText();
  const target = useTargetWords();
  const quality = useQuality();
  return [
    {
      title: t('understand.models.name'),
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
      render: (_, model) =>
        model.alarms > 0 ? <Badge tone="bad">{t('understand.models.alarmCount', { count: model.alarms })}</Badge> : '–',
    },
    { title: t('understand.models.owner'), dataIndex: 'owner' },
    { title: t('understand.models.changed'), render: (_, model) => <Ago at={model.changedAt} /> },
  ];
}
