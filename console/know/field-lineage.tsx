import { entities, type EntityName, type RecordField } from '#contract';
import { Loading, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useUnitWords } from '../app/unit-words.ts';

/** Where a field comes from and who stands on it: feeds, entity, expression, field; audiences, tags, campaigns. */
export function FieldLineage({ field, onClose }: { field: RecordField | undefined; onClose: () => void }) {
  const text = useText();
  const { t } = useTranslation();
  return (
    <Drawer
      open={field !== undefined}
      onClose={onClose}
      size={520}
      title={field ? text(field.label) : ''}
      aria-label={t('know.lineage.title')}
    >
      {field && <Lineage field={field} />}
    </Drawer>
  );
}

function Lineage({ field }: { field: RecordField }) {
  const { t } = useTranslation();
  const text = useText();
  const unit = useUnitWords();
  const feeds = useQuery(reading('listFeeds'));
  const sources = field.source.split(/[,\s]+/).filter((name): name is EntityName => Object.hasOwn(entities, name));
  const feeding = (feeds.data?.items ?? []).filter((feed) => sources.includes(feed.entity as EntityName));
  return (
    <ol className="lineage">
      <Step title={t('know.lineage.feeds')}>
        {feeding.length === 0 ? (
          <span className="quiet">–</span>
        ) : (
          feeding.map((feed) => (
            <Link key={feed.feed} to="/know/loads" search={{ feed: feed.feed }}>
              {feed.feed}
            </Link>
          ))
        )}
      </Step>
      <Step title={t('know.lineage.entity')}>
        {sources.length === 0
          ? field.source
          : sources.map((name) => <span key={name}>{text(entities[name].label)}</span>)}
      </Step>
      <Step title={t('know.lineage.made')}>
        <code>{field.definition}</code>
      </Step>
      <Step title={t('know.lineage.field')}>
        <code>{field.name}</code>
        {field.unit && <span className="quiet">{unit(field.unit)}</span>}
      </Step>
      <Uses field={field.name} />
    </ol>
  );
}

function Uses({ field }: { field: string }) {
  const { t } = useTranslation();
  const text = useText();
  const uses = useQuery(reading('fieldUses', { params: { name: field } }));
  return uses.isPending ? (
    <Loading lines={3} />
  ) : (
    <>
      <Step title={t('know.lineage.audiences')}>
        {uses.data?.audiences.map((one) => (
          <Link key={one.id} to="/understand/audiences/rule" search={{ audience: one.id }}>
            {one.name}
          </Link>
        ))}
        {uses.data?.audiences.length === 0 && <span className="quiet">{t('know.lineage.nobody')}</span>}
      </Step>
      <Step title={t('know.lineage.tags')}>
        {uses.data?.tags.map((one) => (
          <span key={one.id}>{text(one.name)}</span>
        ))}
        {uses.data?.tags.length === 0 && <span className="quiet">{t('know.lineage.nobody')}</span>}
      </Step>
      <Step title={t('know.lineage.campaigns')}>
        {uses.data?.campaigns.map((one) => (
          <Link key={one.id} to="/act/campaigns/$campaign" params={{ campaign: one.id }}>
            {text(one.objective)}
          </Link>
        ))}
        {uses.data?.campaigns.length === 0 && <span className="quiet">{t('know.lineage.nobody')}</span>}
      </Step>
    </>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li>
      <h3>{title}</h3>
      <div className="lineage-names">{children}</div>
    </li>
  );
}
