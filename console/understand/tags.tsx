import { TagState, type Result, type routes, type Tag } from '#contract';
import { Ago, Badge, EmptyState, Figure, SparkLine, useFormat, useText } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { Listing, useListing, type Look } from '../app/listing.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { TagBadge } from './tag-badge.tsx';
import './tags.css';

const route = getRouteApi('/signed-in/understand/tags');

/** The tag library: the tree of categories on the left, the tags of the chosen one on the right. */
export default function TagsScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look: Look<Filters> = (change) => void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text = '', category = '' } = search;
  const state = oneOf(TagState.options, search.state);
  const tags = useListing({
    search,
    look,
    sorts: ['id', 'name', 'customers', 'uses', 'fresh'],
    first: ['id', 'up'],
    ask: (page) => reading('listTags', { query: { text, category, ...(state && { state }), ...page } }),
  });
  const create = may('audiences.write') && (
    <ButtonLink primary to="/understand/audiences/rule" search={{ as: 'tag' }}>
      {t('understand.tags.create')}
    </ButtonLink>
  );
  const columns = useColumns();
  return (
    <Page title={t('understand.tags.title')} about={t('understand.tags.about')} actions={create}>
      <Answer of={tags.answer}>
        {({ categories }) => (
          <div className="tags">
            <Categories categories={categories} chosen={category} />
            <Panel>
              <Listing
                of={tags}
                views="tags"
                label={t('understand.tags.title')}
                columns={columns}
                rowKey={(tag) => tag.id}
                filters={<TagFilters text={text} state={state} look={look} />}
                file={{ name: 'tags', header: fileHeader, row: fileRow }}
                empty={<EmptyState title={t('understand.tags.nothing')} action={create} />}
              />
            </Panel>
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Categories({
  categories,
  chosen,
}: {
  categories: Result<typeof routes.listTags>['categories'];
  chosen: string;
}) {
  const { t } = useTranslation();
  const label = useText();
  const format = useFormat();
  const all = categories.filter(({ path }) => !path.includes('/')).reduce((sum, one) => sum + one.tags, 0);
  const rows = [{ path: '', name: t('understand.tags.all'), tags: all }, ...categories];
  return (
    <nav className="tag-tree" aria-label={t('understand.tags.categories')}>
      <ul>
        {rows.map(({ path, name, tags }) => (
          <li key={path} style={{ paddingInlineStart: path === '' ? 0 : (path.split('/').length - 1) * 16 }}>
            <Link
              to="/understand/tags"
              search={(now) => ({ ...now, category: path || undefined, page: undefined })}
              aria-current={path === chosen ? 'page' : undefined}
            >
              <span>{typeof name === 'string' ? name : label(name)}</span>
              <span className="quiet">{format.count(tags)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface Filters {
  readonly text?: string | undefined;
  readonly state?: TagState | undefined;
}

function TagFilters({ text, state, look }: { text: string; state: TagState | undefined; look: Look<Filters> }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('understand.tags.search')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('understand.tags.state')}
        any={t('understand.tags.anyState')}
        value={state}
        onChoose={(chosen) => look({ state: chosen })}
        options={TagState.options.map((one) => ({ value: one, label: t(`understand.tags.states.${one}`) }))}
      />
    </>
  );
}

const fileHeader = ['id', 'name_en', 'name_zh', 'category', 'state', 'rule', 'version', 'period', 'customers', 'uses'];
const fileRow = ({ id, name, category, state, rule, version, coverage, uses }: Tag) => {
  const newest = coverage.at(-1);
  return [
    id,
    name.en,
    name.zh,
    category,
    state,
    rule,
    version,
    newest?.period ?? null,
    newest?.customers ?? null,
    uses,
  ];
};

function useColumns(): TableColumnsType<Tag> {
  const { t } = useTranslation();
  const label = useText();
  const format = useFormat();
  return [
    {
      title: t('understand.tags.name'),
      key: 'name',
      render: (_, tag) => (
        <>
          <Link to="/understand/tags/$tag" params={{ tag: tag.id }}>
            {label(tag.name)}
          </Link>{' '}
          {tag.state !== 'published' && <TagBadge state={tag.state} />}
          {tag.missing.length > 0 && <Badge tone="quiet">{t('understand.tags.noData')}</Badge>}
        </>
      ),
    },
    {
      title: t('understand.tags.definition'),
      render: (_, tag) => (
        <span className="clip clip-short" title={label(tag.definition)}>
          {label(tag.definition)}
        </span>
      ),
    },
    {
      title: t('understand.tags.coverage'),
      key: 'customers',
      align: 'right',
      render: (_, tag) => <Figure value={tag.coverage.at(-1)?.customers ?? null} />,
    },
    {
      title: t('understand.tags.share'),
      align: 'right',
      render: (_, tag) => {
        const newest = tag.coverage.at(-1);
        return newest && newest.total > 0 ? format.percent(newest.customers / newest.total) : '–';
      },
    },
    {
      title: t('understand.tags.trend'),
      render: (_, tag) => (
        <SparkLine
          values={tag.coverage.map(({ customers, total }) => (total === 0 ? null : customers / total))}
          label={t('understand.tags.trendOf', { name: label(tag.name) })}
        />
      ),
    },
    { title: t('understand.tags.uses'), key: 'uses', align: 'right', render: (_, tag) => format.count(tag.uses) },
    {
      title: t('understand.tags.fresh'),
      key: 'fresh',
      render: (_, tag) => (tag.fresh ? <Ago at={tag.fresh.at} /> : <span className="quiet">–</span>),
    },
  ];
}
