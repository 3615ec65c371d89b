import { PersonRole, type OrgUnit, type Person } from '#contract';
import { Badge, EmptyState, useFormat, useText } from '#parts';
import { getRouteApi } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { Listing, useListing } from '../app/listing.tsx';

const route = getRouteApi('/signed-in/know/organisation');

interface Chosen {
  readonly text?: string | undefined;
  readonly role?: Person['role'] | undefined;
  readonly active?: 'true' | 'false' | undefined;
}

/** The people of a unit and of the units under it: found, sorted and cut by the server. */
export function People({ unit, units }: { unit: string; units: readonly OrgUnit[] }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { text } = search;
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const role = oneOf(PersonRole.options, search.role);
  const active = oneOf(['true', 'false'], search.active);
  const people = useListing({
    search,
    look,
    sorts: ['number', 'name', 'role', 'unit', 'minutes'],
    first: ['number', 'up'],
    ask: (page) =>
      reading('listPeople', {
        query: {
          orgUnitId: unit,
          ...page,
          ...(text !== undefined && { text }),
          ...(role && { role }),
          ...(active && { active }),
        },
      }),
  });
  const columns = useColumns(units);
  const isFiltered = text !== undefined || role !== undefined || active !== undefined;
  return (
    <Listing
      of={people}
      views="organisation"
      label={t('know.organisation.title')}
      columns={columns}
      rowKey={(person) => person.id}
      filters={<Filters text={text} role={role} active={active} look={look} />}
      file={{
        name: `people-${unit}`,
        header: ['id', 'name_en', 'name_zh', 'role', 'org_unit_id', 'daily_minutes', 'active'],
        row: (one) => [one.id, one.name.en, one.name.zh, one.role, one.orgUnitId, one.dailyMinutes, String(one.active)],
      }}
      empty={
        <EmptyState title={t(isFiltered ? 'know.organisation.nobodySuch' : 'know.organisation.noPeople')}>
          {isFiltered && t('know.organisation.nobodySuchAdvice')}
        </EmptyState>
      }
    />
  );
}

function Filters({ text, role, active, look }: Chosen & { look: (change: Chosen) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('know.organisation.search')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('know.organisation.role')}
        any={t('know.organisation.anyRole')}
        value={role}
        onChoose={(chosen) => look({ role: chosen })}
        options={PersonRole.options.map((one) => ({ value: one, label: t(`know.organisation.roles.${one}`) }))}
      />
      <Choice
        label={t('know.organisation.state')}
        any={t('know.organisation.anyState')}
        value={active}
        onChoose={(chosen) => look({ active: chosen })}
        options={[
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
