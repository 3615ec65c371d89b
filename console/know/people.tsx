import { PersonRole, type OrgUnit, type Person } from '#contract';
import { Badge, EmptyState, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Input, Select, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { Answer } from '../app/page.tsx';

const route = getRouteApi('/signed-in/know/organisation');
const sorts = ['number', 'name', 'role', 'unit', 'minutes'] as const;

interface Chosen {
  readonly text?: string | undefined;
  readonly role?: string | undefined;
  readonly active?: string | undefined;
}

/** The people of a unit and of the units under it: found, sorted and cut by the server. */
export function People({ unit, units }: { unit: string; units: readonly OrgUnit[] }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { text, page = 1 } = search;
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const role = PersonRole.options.find((one) => one === search.role);
  const active = search.active === 'true' || search.active === 'false' ? search.active : undefined;
  const by = sorts.find((one) => one === search.sort) ?? 'number';
  const order = search.order === 'down' ? 'down' : 'up';
  const filter = {
    orgUnitId: unit,
    sort: by,
    order,
    ...(text !== undefined && { text }),
    ...(role && { role }),
    ...(active && { active }),
  } as const;
  const people = useQuery({
    ...reading('listPeople', { query: { ...filter, ...pageOf(page) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns(units);
  const isFiltered = text !== undefined || role !== undefined || active !== undefined;
  return (
    <>
      <div className="bar-above">
        <Filters text={text} role={role} active={active} look={look} />
        <PeopleTools filter={filter} />
      </div>
      <Answer of={people}>
        {({ total, items }) => (
          <List
            label={t('know.organisation.title')}
            columns={columns}
            rows={items}
            rowKey={(person) => person.id}
            paging={{ total, page, onPage: (to) => look({ page: to }) }}
            sorting={{ keys: sorts, by, order, onSort: (to, way) => look({ sort: to, order: way }) }}
            empty={
              <EmptyState title={t(isFiltered ? 'know.organisation.nobodySuch' : 'know.organisation.noPeople')}>
                {isFiltered && t('know.organisation.nobodySuchAdvice')}
              </EmptyState>
            }
          />
        )}
      </Answer>
    </>
  );
}

function PeopleTools({ filter }: { filter: { readonly orgUnitId: string } }) {
  return (
    <ListTools
      screen="organisation"
      page={(query) => client.listPeople({ query: { ...filter, ...query } })}
      header={['id', 'name_en', 'name_zh', 'role', 'org_unit_id', 'daily_minutes', 'active']}
      row={(one) => [one.id, one.name.en, one.name.zh, one.role, one.orgUnitId, one.dailyMinutes, String(one.active)]}
      file={`people-${filter.orgUnitId}`}
    />
  );
}

function Filters({ text, role, active, look }: Chosen & { look: (change: Chosen) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Input.Search
        key={text ?? ''}
        className="search-wide"
        allowClear
        aria-label={t('know.organisation.search')}
        placeholder={t('know.organisation.search')}
        defaultValue={text ?? ''}
        onSearch={(typed) => look({ text: typed.trim() || undefined })}
      />
      <Select
        className="choice"
        aria-label={t('know.organisation.role')}
        value={role ?? ''}
        onChange={(chosen) => look({ role: chosen || undefined })}
        options={[
          { value: '', label: t('know.organisation.anyRole') },
          ...PersonRole.options.map((one) => ({ value: one as string, label: t(`know.organisation.roles.${one}`) })),
        ]}
      />
      <Select
        className="choice"
        aria-label={t('know.organisation.state')}
        value={active ?? ''}
        onChange={(chosen) => look({ active: chosen || undefined })}
        options={[
          { value: '', label: t('know.organisation.anyState') },
          { value: 'true', label: t('know.organisation.active') },
          { value: 'false', label: t('know.organisation.left') },
        ]}
      />
    </>
  );
}

function useColumns(units: readonly OrgUnit[]): TableColumnsType<Person> {
  const { t } = useTranslation();
  const name = useText();
  const format = useFormat();
  const unitNames = useMemo(() => new Map(units.map((unit) => [unit.id, unit.name])), [units]);
  const unitName = (id: string) => {
    const known = unitNames.get(id);
    return known ? name(known) : id;
  };
  return [
    { key: 'name', title: t('know.organisation.name'), render: (_, person) => name(person.name) },
    { key: 'number', title: t('know.organisation.number'), render: (_, person) => <code>{person.id}</code> },
    {
      key: 'role',
      title: t('know.organisation.role'),
      render: (_, person) => t(`know.organisation.roles.${person.role}`),
    },
    { key: 'unit', title: t('know.organisation.unit'), render: (_, person) => unitName(person.orgUnitId) },
    {
      key: 'minutes',
      title: t('know.organisation.minutes'),
      align: 'right',
      render: (_, person) => format.count(person.dailyMinutes),
    },
    {
      title: t('know.organisation.state'),
      render: (_, person) => (
        <Badge tone={person.active ? 'good' : 'quiet'}>
          {t(person.active ? 'know.organisation.active' : 'know.organisation.left')}
        </Badge>
      ),
    },
  ];
}
