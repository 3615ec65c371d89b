import type { TagDetail } from '#contract';
import { Ago, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Page, Panel } from '../app/page.tsx';
import { Crumb } from '../app/where.tsx';
import { TagActions, useTagActs } from './tag-actions.tsx';
import { TagBadge } from './tag-badge.tsx';
import { TagCoverage } from './tag-coverage.tsx';
import { TagOverlap } from './tag-overlap.tsx';
import { RuleUses } from './rule-uses.tsx';
import { RuleVersions } from './rule-versions.tsx';
import './audience.css';
import './tags.css';

const route = getRouteApi('/signed-in/understand/tags/$tag');

export default function TagScreen(): ReactNode {
  const { tag: id } = route.useParams();
  const tag = useQuery(reading('readTag', { params: { id } }));
  return tag.data ? (
    <Shown tag={tag.data} />
  ) : (
    <Page title={id}>
      <Answer of={tag}>{() => null}</Answer>
    </Page>
  );
}

function Shown({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation();
  const label = useText();
  const acts = useTagActs(tag.id);
  return (
    <Page
      title={label(tag.name)}
      heading={
        <>
          {label(tag.name)} <TagBadge state={tag.state} />
        </>
      }
      about={label(tag.definition)}
      actions={tag.mayChange && <TagActions tag={tag} acts={acts} />}
    >
      <Crumb>{label(tag.name)}</Crumb>
      {acts.refusal}
      {tag.missing.length > 0 && (
        <Alert
          type="info"
          showIcon
          className="tag-notice"
          title={t('understand.tags.missing', { fields: tag.missing.join(', ') })}
        />
      )}
      <div className="rule-and-answer">
        <div className="panels">
          <Rule tag={tag} />
          <Uses tag={tag} />
          {tag.origin !== 'feed' && <RuleVersions versions={tag.versions} />}
        </div>
        <div className="panels">
          <TagCoverage tag={tag} />
          {tag.state !== 'retired' && tag.missing.length === 0 && <TagOverlap id={tag.id} />}
        </div>
      </div>
    </Page>
  );
}

function Rule({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation();
  const label = useText();
  const format = useFormat();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('understand.tags.id'), <code key="id">{tag.id}</code>],
    [t('understand.tags.category'), tag.categoryNames.map(label).join(' › ')],
    [t('understand.tags.origin'), t(`understand.tags.origins.${tag.origin}`)],
    [t('understand.tags.owner'), tag.owner],
    [t('understand.tags.refresh'), t(`understand.tags.refreshes.${tag.refresh}`)],
    [
      t('understand.tags.fresh'),
      tag.fresh ? (
        <span key="fresh">
          {format.period(tag.fresh.period)}, <Ago at={tag.fresh.at} />
        </span>
      ) : (
        '–'
      ),
    ],
    [t('understand.tags.version'), format.count(tag.version)],
  ];
  return (
    <Panel title={t('understand.tags.rule')}>
      {tag.origin === 'feed' ? (
        <p>{t('understand.tags.loaded')}</p>
      ) : (
        <>
          {tag.words && <p>{label(tag.words)}</p>}
          <pre className="tag-rule" tabIndex={0}>
            {tag.rule}
          </pre>
        </>
      )}
      {tag.namesTags.length > 0 && (
        <p>
          {t('understand.tags.standsOn')}{' '}
          {tag.namesTags.map((one) => (
            <Link key={one} className="tag-chip" to="/understand/tags/$tag" params={{ tag: one }}>
              {one}
            </Link>
          ))}
        </p>
      )}
      <dl className="tag-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Uses({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('understand.tags.usedBy', { count: tag.uses })}>
      {tag.uses === 0 ? (
        <p className="quiet">{t('understand.tags.unused')}</p>
      ) : (
        <RuleUses usedBy={tag.usedBy} usedElsewhere={tag.usedElsewhere} />
      )}
    </Panel>
  );
}
